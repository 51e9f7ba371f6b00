import { expect, test } from 'vitest'
import { authorize } from '../../../src/authorize/authorize.ts'
import { loadDefinitions } from '../../../src/config/definitions/load-definitions.ts'
import type { SingleInteraction } from '../../../src/fhir/interaction.ts'
import { addressOf } from '../../../src/fhir/write/request.ts'
import { get } from '../../fixtures/language.ts'
import { authorityOf, callerWith, circumstances } from '../../fixtures/principal.ts'

const definitions = loadDefinitions('R4')

/** What is sent for a search of the patient p1's app, and whether its pages are filled, or the code of the reason why nothing is sent. */
function outcome(scopes: string, request: string): string {
  const search = get(request) as SingleInteraction
  const decision = authorize(search, callerWith(scopes, definitions, 'p1'), authorityOf(definitions), circumstances)
  if (decision.effect === 'deny') return decision.reason.code
  const { path, pairs } = addressOf(decision.interaction as SingleInteraction)
  const duties = decision.obligations.map(({ kind }) => kind).filter((kind) => kind === 'fill' || kind === 'drop-total')
  return [`${path}?${pairs.map(({ name, value }) => `${name}=${value}`).join('&')}`, ...duties].join(' ')
}

const unlike = 'patient/Observation.rs?category=sys|laboratory patient/Observation.rs?code=pulse,weight'

test.each([
  ['/Observation?category=laboratory', 'Observation?category=laboratory&patient=Patient/p1&category=sys|laboratory'],
  [
    '/Observation?category=sys|laboratory',
    'Observation?category=sys|laboratory&patient=Patient/p1&category=sys|laboratory',
  ],
  ['/Observation?code=pulse', 'Observation?code=pulse&patient=Patient/p1&code=pulse,weight'],
])('granular scopes that no one search can say, of which one is named: %s', (request, sent) => {
  expect(outcome(unlike, request)).toBe(sent)
})

test.each([
  ...['', 'category=other|laboratory', 'method=sys|laboratory', 'code=hiv', 'code=pulse,hiv', 'code:not=pulse'],
  ...['category=laboratory,vital-signs', '_sort=-date', '_count=1'],
])('where none is named, nothing but the guard says what comes out: %s', (query) => {
  const asked = query.startsWith('_')
    ? `Observation?patient=Patient/p1&${query}`
    : `Observation?${query}&patient=Patient/p1`
  expect(outcome(unlike, `/Observation?${query}`)).toMatch(/ drop-total fill$/)
  expect(outcome(unlike, `/Observation?${query}`)).toContain(asked.replace('?&', '?').replace('_count=1', '_count='))
})

test.each(['_summary=count', '_count=0'])('a count of what no one search can say is not told: %s', (query) => {
  expect(outcome(unlike, `/Observation?${query}`)).toMatch(/ drop-total$/)
})

test.each(['_include=Observation:has-member', '_revinclude=Observation:derived-from'])(
  'nothing of the searched type comes along with what is hidden: %s',
  (query) => {
    expect(outcome(unlike, `/Observation?${query}`)).toBe('Observation?patient=Patient/p1 drop-total fill')
  },
)

const record = 'patient/*.rs'

test.each([
  [
    '/Observation?_include:iterate=Observation:has-member',
    'Observation?patient=Patient/p1&_include=Observation:has-member',
  ],
  ['/Observation?_include:iterate=*', 'Observation?patient=Patient/p1&_include=Observation:*'],
  ['/Encounter?_include:iterate=Observation:performer', 'Encounter?patient=Patient/p1'],
  [
    '/Observation?_include:iterate=PractitionerRole:organization',
    'Observation?patient=Patient/p1&_include:iterate=PractitionerRole:organization',
  ],
  [
    '/Encounter?_revinclude:iterate=Provenance:target',
    'Encounter?patient=Patient/p1&_revinclude:iterate=Provenance:target',
  ],
])('an include that goes on from records of patients: %s', (request, sent) => {
  expect(outcome(record, request)).toBe(sent)
})
