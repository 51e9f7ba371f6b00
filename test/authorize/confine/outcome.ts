import { authorize } from '../../../src/authorize/authorize.ts'
import type { Decision, Obligation } from '../../../src/authorize/decision.ts'
import { isRefusal } from '../../../src/fhir/refusal.ts'
import { type WritableInteraction, writeRequest } from '../../../src/fhir/write/request.ts'
import { languageOf, read, send } from '../../fixtures/language.ts'
import { authorityOf, callerWith, circumstances } from '../../fixtures/principal.ts'

const language = languageOf()
const authority = authorityOf(language.definitions)

/**
 * What comes of a request of the app that patient `p1` launched: the line that is sent, `create` with its condition, and
 * what has to be done about the answer; or the code of the reason why nothing is sent.
 */
export function outcome(
  scopes: string,
  request: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): string {
  const [method = '', target = ''] = request.split(' ')
  const interaction =
    body === undefined ? read({ method, target, headers }, language) : send(method, target, body, headers, language)
  if (isRefusal(interaction)) throw new Error(interaction.refused)
  if (interaction.kind === 'page') throw new Error('a page link is opened before it is authorised')
  return spell(authorize(interaction, callerWith(scopes, language.definitions, 'p1'), authority, circumstances))
}

function spell(decision: Decision): string {
  if (decision.effect === 'deny') return decision.reason.code
  const { method, path, query, headers } = writeRequest(decision.interaction as WritableInteraction)
  const condition = headers['if-none-exist'] === undefined ? '' : ` if none exist: ${headers['if-none-exist']}`
  const line = `${method} ${path}${query === '' ? '' : `?${query}`}${condition}`
  const duties = decision.obligations.flatMap(spellDuty).sort()
  return [line, ...duties].join(', ')
}

/** What guards is not told: other tests look at it. */
function spellDuty(duty: Obligation): string[] {
  if (duty.kind === 'narrow') return [`without ${duty.removed.join(' ')}`]
  if (duty.kind === 'check-stored') return [`check-stored ${duty.permission} ${duty.context}`]
  if (duty.kind === 'confine') return [`confine by ${duty.by}`]
  if (duty.kind === 'constrain') return [`constrain by ${duty.by.join(' ')}`]
  return duty.kind === 'drop-total' ? [duty.kind] : []
}
