import { describe, expect, test } from 'vitest'
import { authorize } from '../../src/authorize/authorize.ts'
import type { Decision } from '../../src/authorize/decision.ts'
import { isBundle } from '../../src/fhir/interaction.ts'
import { isRefusal } from '../../src/fhir/refusal.ts'
import { type WritableInteraction, writeRequest } from '../../src/fhir/write/request.ts'
import type { Principal } from '../../src/scopes/principal.ts'
import { loadCases, requestOf } from '../fixtures/cases.ts'
import { languageOf, read } from '../fixtures/language.ts'
import { authorityOf, callerWith, circumstances } from '../fixtures/principal.ts'

const cases = loadCases().filter(
  ({ given }) => /(?:^| )user\//.test(given.scopes) && !/patient\/|system\//.test(given.scopes),
)

/** What comes of a decision; the two contexts have one name. */
function spell(decision: Decision): unknown {
  const entries = decision.entries?.map((each) => each && spell(each))
  if (decision.effect === 'deny') return { code: decision.reason.code, detail: plain(decision.reason.detail), entries }
  if (isBundle(decision.interaction)) return { entries }
  const { method, path, query, headers, body } = writeRequest(decision.interaction as WritableInteraction)
  const duties = JSON.stringify(decision.obligations, (_, value) =>
    value instanceof Map || value instanceof Set ? [...value] : value,
  )
  return { method, path, query, headers, body: body?.toString(), duties: plain(duties) }
}

const plain = (text: string) => text.replace(/\b(?:user|patient)(?=\/|")/g, 'CONTEXT')

describe('a user who is the patient is answered as the patient’s app is', () => {
  test('there are many cases', () => {
    expect(cases.length).toBeGreaterThan(250)
  })

  test.each(cases.map((each) => [`${each.table}: ${each.case}`, each] as const))('%s', (_, each) => {
    const { definitions, ...rest } = languageOf(each.given.fhirVersion)
    const interaction = read(requestOf(each), { definitions, ...rest })
    if (isRefusal(interaction) || interaction.kind === 'page') return
    const decide = (caller: Principal) => spell(authorize(interaction, caller, authorityOf(definitions), circumstances))
    const app = callerWith(each.given.scopes.replaceAll('user/', 'patient/'), definitions, '1')
    const user = callerWith(each.given.scopes, definitions, undefined, 'Patient/1')
    expect(decide(user)).toEqual(decide(app))
  })
})
