import type { Obligation } from '../../authorize/decision.ts'
import type { InertScope } from '../../scopes/scope.ts'
import type { Plain } from '../plain-json.ts'
import { typesText } from './query-text.ts'

type Words = {
  readonly [Kind in Obligation['kind']]: (obligation: Plain<Extract<Obligation, { kind: Kind }>>) => string
}

/** Each kind of obligation in words: one line here is all that a new kind needs. */
const words: Words = {
  narrow: ({ removed }) => `taken out of the request: ${removed.join('; ')}`,
  guard: ({ types }) =>
    types.length > 0
      ? `the answer may hold ${typesText(types)} within reach of a scope; anything else is dropped`
      : 'the answer holds no resource',
  'no-body': () => 'what was written is not returned: the caller may not read it',
  'drop-total': () => 'Bundle.total is dropped: it counts more than the caller may see',
  confine: ({ patient, by }) => `the request is kept to patient ${patient} by ${by}`,
  constrain: ({ by }) => `the request is kept to what ${by.join(' or ')} covers`,
  restrict: ({ by }) => `the policy keeps the request to what ${by.join(' and ')} allow`,
  judge: ({ elements }) =>
    `the policy looks at each resource${elements === 'all' ? '' : `, at ${elements.length > 0 ? elements.join(', ') : 'its type'}`}`,
  redact: ({ elements }) => `the policy takes out or masks ${elements.join(', ')}`,
  'max-results': ({ count }) => `no more than ${count} matches are returned`,
  fill: ({ count }) => `pages are filled with up to ${count} matches that the caller may see`,
  'add-label': ({ labels }) => `labelled ${labels.map(({ system = '', code }) => `${system}|${code}`).join(', ')}`,
  'check-stored': ({ permission, context }) =>
    `nothing is sent unless the stored version, read first, is within reach of a ${context}/ scope with ${permission}`,
}

export function obligationText(obligation: Plain<Obligation>): string {
  const say = words[obligation.kind] as (obligation: Plain<Obligation>) => string
  return say(obligation)
}

/** Why a scope of the token grants nothing. */
export const inertWords: Readonly<Record<InertScope['why'], string>> = {
  'not-a-resource-scope': 'not a scope for resources',
  malformed: 'not a well-formed scope',
  'unknown-type': 'names a resource type that this FHIR version does not have',
  'no-patient-context': 'the token names no patient, so patient/ scopes grant nothing',
  'constraint-not-evaluable': 'its ?parameters cannot be evaluated here, so it grants nothing',
}
