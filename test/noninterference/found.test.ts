import { expect, test } from 'vitest'
import type { Request } from './gateway.ts'
import { difference, sound } from './property.ts'
import type { Content, Record } from './world.ts'

interface Finding {
  readonly about: string
  readonly scopes: string
  /** What only one of two worlds has. */
  readonly hidden: readonly Record[]
  readonly request: Request
}

const lab = 'http://terminology.hl7.org/CodeSystem/observation-category|laboratory'
const code = { coding: [{ system: 'urn:codes', code: 'hiv' }] }
const vital = [
  { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] },
]
const laboratory = [
  { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
]
const own = { reference: 'Patient/p01' }
const foreign = { reference: 'Patient/p02' }

function stored(type: string, id: string, ...contents: Content[]): Record {
  return { type, id, versions: contents.map((resource) => ({ at: '2021-01-01T12:00:00Z', resource })) }
}

const observation = (subject: object, more: object = {}) => ({ status: 'final', code, subject, ...more })
const theirs = stored('Observation', 'x1', observation(foreign))
const transaction = (...entry: object[]) => ({
  method: 'POST',
  target: '/',
  body: { resourceType: 'Bundle', type: 'transaction', entry },
})
const creation = (more: object) => ({
  resource: { resourceType: 'Observation', ...observation(own), ...more },
  request: { method: 'POST', url: 'Observation' },
})

const findings: readonly Finding[] = [
  {
    about: 'the history of a hidden record is the history of none',
    scopes: 'patient/*.rs',
    hidden: [theirs],
    request: { method: 'GET', target: '/Observation/x1/_history' },
  },
  {
    about: 'nor does it offer a next page',
    scopes: 'patient/*.rs',
    hidden: [stored('Observation', 'x1', observation(foreign), observation(foreign))],
    request: { method: 'GET', target: '/Observation/x1/_history?_count=1' },
  },
  {
    about: 'within a batch as well',
    scopes: 'patient/*.rs',
    hidden: [theirs],
    request: {
      method: 'POST',
      target: '/',
      body: {
        resourceType: 'Bundle',
        type: 'batch',
        entry: [{ request: { method: 'GET', url: 'Observation/x1/_history' } }],
      },
    },
  },
  {
    about: 'a transaction that reads a hidden record fails as one that reads none',
    scopes: 'patient/*.cruds',
    hidden: [theirs],
    request: transaction(creation({}), { request: { method: 'GET', url: 'Observation/x1' } }),
  },
  {
    about: 'a transaction that reads the history of a hidden record as well',
    scopes: 'patient/*.cruds',
    hidden: [theirs],
    request: transaction(creation({}), { request: { method: 'GET', url: 'Observation/x1/_history' } }),
  },
  {
    about: 'the condition of a create does not look beyond a granular scope',
    scopes: `patient/Observation.cruds?category=${lab}`,
    hidden: [stored('Observation', 'x1', observation(own, { category: vital }))],
    request: {
      method: 'POST',
      target: '/Observation',
      headers: { 'if-none-exist': 'code=hiv' },
      body: { resourceType: 'Observation', ...observation(own, { category: laboratory }) },
    },
  },
  {
    about: 'a Provenance that is also about another patient is not counted',
    scopes: 'patient/*.rs',
    hidden: [stored('Provenance', 'x1', { target: [own, foreign], recorded: '2024-01-01T00:00:00Z' })],
    request: { method: 'GET', target: '/Provenance?_count=0' },
  },
  {
    about: 'a reference that is a search does not look into other patients',
    scopes: 'patient/*.cruds',
    hidden: [stored('Patient', 'p02', { birthDate: '1980-01-01' })],
    request: transaction(creation({ performer: [{ reference: 'Patient?birthdate=1980-01-01' }] })),
  },
  {
    about: 'nor into their records',
    scopes: 'patient/*.cruds',
    hidden: [theirs],
    request: transaction(creation({ hasMember: [{ reference: 'Observation?code=hiv' }] })),
  },
  {
    about: 'whom a record is about is looked at even if it was not asked for',
    scopes: 'patient/*.rs',
    hidden: [stored('Observation', 'x1', observation(foreign, { performer: [own] }))],
    request: { method: 'GET', target: '/Observation/x1?_elements=performer' },
  },
  {
    about: 'nor in what rides along',
    scopes: 'patient/*.rs',
    hidden: [
      stored('Observation', 'x1', observation(foreign, { performer: [own], encounter: { reference: 'Encounter/x1' } })),
      stored('Observation', 'x2', observation(foreign, { performer: [own] })),
    ],
    request: { method: 'GET', target: '/Patient?_revinclude=Observation:performer&_elements=performer' },
  },
  {
    about: 'a record that points to what no scope covers is written no more than one that points to nothing',
    scopes: `patient/Observation.cruds?category=${lab}`,
    hidden: [stored('Observation', 'x1', observation(own, { category: vital }))],
    request: {
      method: 'POST',
      target: '/Observation',
      body: {
        resourceType: 'Observation',
        ...observation(own, { category: laboratory, hasMember: [{ reference: 'Observation/x1' }] }),
      },
    },
  },
]

test.each(findings)('$about', async ({ scopes, hidden, request }) => {
  const patient = stored('Patient', 'p01', { birthDate: '1990-01-01' })
  const worlds = { left: [patient, ...hidden], right: [patient] }
  expect(await difference({ scopes, worlds, steps: [{ do: 'ask', request }] }, sound)).toBeUndefined()
})

test('a patch does not test what its caller may change but not read', async () => {
  const scopes = `patient/Observation.u patient/Observation.rs?category=${lab}`
  const world = (value: string) => [
    stored('Observation', 'x1', observation(own, { category: vital, valueString: value })),
  ]
  const worlds = { left: world('positive'), right: world('negative') }
  const request = {
    method: 'PATCH',
    target: '/Observation/x1',
    headers: { 'content-type': 'application/json-patch+json' },
    body: [{ op: 'test', path: '/valueString', value: 'positive' }],
  }
  expect(await difference({ scopes, worlds, steps: [{ do: 'ask', request }] }, sound)).toBeUndefined()
})
