import { describe, expect, it } from 'vitest'
import { type Bundle, names } from '../bundles.ts'
import { usePatientApp } from './caller.ts'

/** What certification kits ask of a resource server (g10, US Core): who gets what, and by which status. */
const app = usePatientApp()
const searches: readonly [type: string, path: string][] = [
  ['Patient', 'Patient?_id=ada'],
  ['Patient', 'Patient?identifier=urn:example:mrn|mrn-ada'],
  ['Patient', 'Patient?name=Alder&birthdate=1961-02-03'],
  ['Patient', 'Patient?gender=female&name=Alder'],
  ['Observation', 'Observation?patient=ada&category=laboratory'],
  ['Observation', 'Observation?patient=ada&category=vital-signs&date=gt2020-01-01'],
  ['Observation', 'Observation?patient=ada&code=8867-4'],
  ['Condition', 'Condition?patient=ada'],
  ['Condition', 'Condition?patient=ada&category=problem-list-item'],
  ['Encounter', 'Encounter?patient=ada&date=gt2020-01-01'],
  ['MedicationRequest', 'MedicationRequest?patient=ada&intent=order'],
  [
    'MedicationRequest',
    'MedicationRequest?patient=ada&intent=order&status=active&_include=MedicationRequest:medication',
  ],
]
const types = [...new Set(searches.map(([type]) => type))]

describe('unauthorized access', () => {
  it.each(['Patient/ada', 'Patient/bruno', 'Patient/nobody', 'Observation?patient=ada', 'Nonsense/1'])(
    'is 401 without a token, with a challenge: %s',
    async (path) => {
      const { status, headers } = await fetch(`${app.base()}/${path}`)
      expect([status, headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^Bearer /)])
    },
  )
})

describe.each([
  ['patient/*.rs', types],
  ['patient/*.read', types],
  ['patient/Patient.rs patient/Observation.rs', ['Patient', 'Observation']],
  ['patient/Patient.read patient/Condition.read patient/Encounter.read', ['Patient', 'Condition', 'Encounter']],
  ['patient/MedicationRequest.rs launch/patient openid fhirUser', ['MedicationRequest']],
])('an app with %s', (scope, granted) => {
  it.each(searches)('searches what was granted, and no other: %s %s', async (type, path) => {
    const heard = await app.own(scope)('GET', path)
    if (!granted.includes(type)) return expect(heard.status).toBe(403)
    expect(heard.status).toBe(200)
    expect(names(heard.json<Bundle>()).filter((name) => name.startsWith(`${type}/`))).not.toEqual([])
  })

  it.each(types)('reads what was granted, and no other: %s', async (type) => {
    const kind = { Patient: '', Observation: '-pulse', Condition: '-problem', Encounter: '-visit' }[type] ?? '-order'
    const [mine, other] = [`${type}/ada${kind}`, `${type}/bruno${kind}`]
    const may = granted.includes(type)
    expect((await app.own(scope)('GET', mine)).status).toBe(may ? 200 : 403)
    expect((await app.own(scope)('GET', other)).status).toBe(may ? 404 : 403)
  })
})

describe('the Provenance of what is found', () => {
  it.each(searches.filter(([type]) => type === 'Observation'))('comes with it: %s %s', async (_, path) => {
    const heard = await app.own('patient/*.rs')('GET', `${path}&_revinclude=Provenance:target`)
    expect(heard.status).toBe(200)
    const found = names(heard.json<Bundle>())
    expect(found.includes('Provenance/ada-provenance')).toBe(found.includes('Observation/ada-glucose'))
  })
})

describe('scopes of a patient', () => {
  it.each([undefined, '', 'nobody/..', 'ada,bruno', 'Patient/bruno', '*', 'ada bruno'])(
    'without a valid patient open nothing: %s',
    async (patient) => {
      const ask = app.as('patient/*.cruds', patient)
      for (const path of ['Patient/ada', 'Observation?patient=ada', 'Patient', 'Observation/bruno-pulse']) {
        const heard = await ask('GET', path)
        expect([401, 403, 404]).toContain(heard.status)
      }
    },
  )

  it.each([
    ['GET', 'Observation?patient=ada', 'patient/Observation.r'],
    ['GET', 'Observation/ada-pulse', 'patient/Observation.s'],
    ['DELETE', 'Observation/ada-pulse', 'patient/Observation.rus'],
    ['GET', 'Observation/ada-pulse', 'patient/Observation.write'],
    ['GET', 'Observation/ada-pulse', 'launch/patient openid'],
  ])('%s %s is 403 for %s, with the scope that is missing', async (method, path, scope) => {
    const heard = await app.own(scope)(method, path)
    expect([heard.status, heard.headers.get('www-authenticate')]).toEqual([
      403,
      expect.stringContaining('insufficient_scope'),
    ])
  })
})
