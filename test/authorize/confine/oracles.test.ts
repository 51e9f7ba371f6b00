import { expect, test } from 'vitest'
import { authorize } from '../../../src/authorize/authorize.ts'
import { loadDefinitions } from '../../../src/config/definitions/load-definitions.ts'
import type { SingleInteraction } from '../../../src/fhir/interaction.ts'
import { addressOf } from '../../../src/fhir/write/request.ts'
import { get } from '../../fixtures/language.ts'
import { authorityOf, callerWith, circumstances } from '../../fixtures/principal.ts'

const definitions = loadDefinitions('R4')

/** What is sent for a search of the patient p1's app, or the code of the reason why nothing is. */
function outcome(scopes: string, request: string): string {
  const search = get(request) as SingleInteraction
  const decision = authorize(search, callerWith(scopes, definitions, 'p1'), authorityOf(definitions), circumstances)
  if (decision.effect === 'deny') return decision.reason.code
  const { path, pairs } = addressOf(decision.interaction as SingleInteraction)
  return `${path}?${pairs.map(({ name, value }) => `${name}=${value}`).join('&')}`
}

const unlike = 'patient/Observation.rs?category=sys|laboratory patient/Observation.rs?code=pulse,weight'

test.each([
  ['/Observation?category=laboratory', 'Observation?category=laboratory&patient=Patient/p1&category=sys|laboratory'],
  [
    '/Observation?category=sys|laboratory',
    'Observation?category=sys|laboratory&patient=Patient/p1&category=sys|laboratory',
  ],
  ['/Observation?code=pulse', 'Observation?code=pulse&patient=Patient/p1&code=pulse,weight'],
  ['/Observation?category=other|laboratory', 'CANNOT_BE_CONFINED'],
  ['/Observation', 'CANNOT_BE_CONFINED'],
  ['/Observation?method=sys|laboratory', 'CANNOT_BE_CONFINED'],
  ['/Observation?code=hiv', 'CANNOT_BE_CONFINED'],
  ['/Observation?code=pulse,hiv', 'CANNOT_BE_CONFINED'],
  ['/Observation?code:not=pulse', 'CANNOT_BE_CONFINED'],
  ['/Observation?category=laboratory,vital-signs', 'CANNOT_BE_CONFINED'],
])('granular scopes that no one search can say: %s', (request, sent) => {
  expect(outcome(unlike, request)).toBe(sent)
})

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
