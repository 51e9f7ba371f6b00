import { authorityOf } from '../../../src/authorize/authority.ts'
import { authorize } from '../../../src/authorize/authorize.ts'
import type { Decision, Obligation } from '../../../src/authorize/decision.ts'
import type { OpenOperation } from '../../../src/authorize/operations.ts'
import type { FhirVersion } from '../../../src/fhir/definitions/definitions.ts'
import { isRefusal } from '../../../src/fhir/refusal.ts'
import { type WritableInteraction, writeRequest } from '../../../src/fhir/write/request.ts'
import { configOf } from '../../config/files.ts'
import { languageOf, read, send } from '../../fixtures/language.ts'
import { callerWith, circumstances } from '../../fixtures/principal.ts'

interface Given {
  readonly scopes?: string
  readonly patient?: string
  readonly version?: FhirVersion
  /** Opened by the site. */
  readonly operations?: readonly OpenOperation[]
}

/** Asks for things under a policy of these rules, as YAML: with a scope for everything, but for what is given. */
export function underRules(rules: string, { scopes = 'user/*.cruds', patient, version, operations = [] }: Given = {}) {
  const language = languageOf(version)
  const text = `{ apiVersion: gatehouse/v1, kind: Policy, metadata: { name: tried }, rules: [${rules}] }`
  const document = configOf('policy: p.yaml', { 'p.yaml': text }).policy.document!
  const authority = authorityOf(language.definitions, operations, ['https://fhir.example.org/fhir'], {}, document)

  function decide(request: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Decision {
    const [method = '', target = ''] = request.split(' ')
    const interaction =
      body === undefined ? read({ method, target, headers }, language) : send(method, target, body, headers, language)
    if (isRefusal(interaction)) throw new Error(interaction.refused)
    if (interaction.kind === 'page') throw new Error('a page link is opened before it is authorised')
    return authorize(interaction, callerWith(scopes, language.definitions, patient), authority, circumstances)
  }

  return { decide, outcome: (...asked: Parameters<typeof decide>) => spell(decide(...asked)) }
}

/** The line that is sent and what has to be done about the answer, or why nothing is sent. */
function spell(decision: Decision): string {
  if (decision.effect === 'deny') return decision.reason.code
  const { method, path, query, headers } = writeRequest(decision.interaction as WritableInteraction)
  const condition = headers['if-none-exist'] === undefined ? '' : ` if none exist: ${headers['if-none-exist']}`
  const line = `${method} ${path}${query === '' ? '' : `?${query}`}${condition}`
  return [line, ...decision.obligations.flatMap(spellDuty).sort()].join(', ')
}

function spellDuty(duty: Obligation): string[] {
  switch (duty.kind) {
    case 'narrow':
      return [`without ${duty.removed.join(' ')}`]
    case 'restrict':
      return [`restrict by ${duty.by.join(' ')}`]
    case 'redact':
      return [`redact ${duty.elements.join(' ')}`]
    case 'judge':
      return [`judge ${duty.elements === 'all' ? 'all' : duty.elements.join(' ')}`]
    case 'max-results':
    case 'fill':
      return [`${duty.kind} ${duty.count}`]
    case 'check-stored':
      return [`check-stored ${duty.permission} ${duty.context}`]
    case 'add-label':
      return [`label ${duty.labels.map(({ code }) => code).join(' ')}`]
    case 'drop-total':
      return [duty.kind]
    default:
      return []
  }
}
