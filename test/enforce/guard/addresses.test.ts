import { expect, test } from 'vitest'
import { guardBundleBytes } from '../../../src/enforce/guard/bundle.ts'
import { createPublicLinks } from '../../../src/enforce/links.ts'

const links = createPublicLinks('https://gate.example.org/fhir', ['http://store.internal:8080/fhir'])
const visibility = {
  shows: () => true,
  release: () => undefined,
  denialOf: () => undefined,
  showsType: () => true,
  totalIsExact: true,
  echo: [],
  maxResults: Number.POSITIVE_INFINITY,
  linkedBy: undefined,
}

function guarded(entry: object): unknown {
  const bytes = Buffer.from(JSON.stringify({ resourceType: 'Bundle', type: 'history', entry: [entry] }))
  const guard = { visibility, links, pageLink: () => undefined, self: 'x', count: { passed: 0, removed: 0 } }
  const { entry: kept } = JSON.parse(guardBundleBytes(bytes, guard).toString()) as { entry: unknown[] }
  return kept[0]
}

const resource = { resourceType: 'Patient', id: '1' }
const own = 'https://gate.example.org/fhir/Patient/1'

test.each<[string, object, object]>([
  ['of the upstream', { fullUrl: 'http://store.internal:8080/fhir/Patient/1', resource }, { fullUrl: own, resource }],
  ['of ours', { fullUrl: own, resource }, { fullUrl: own, resource }],
  ['by a name of another network', { fullUrl: 'http://10.0.0.7/fhir/Patient/1', resource }, { fullUrl: own, resource }],
  ['that cannot be read', { fullUrl: 'http://store.internal:8080/fhir/../x', resource }, { fullUrl: own, resource }],
  ['of another scheme', { fullUrl: 'file:///srv/fhir/Patient/1', resource }, { fullUrl: own, resource }],
  [
    'elsewhere, of a resource without id',
    { fullUrl: 'http://10.0.0.7/x', resource: { resourceType: 'Patient' } },
    { resource: { resourceType: 'Patient' } },
  ],
  ['that is none', { fullUrl: 'urn:uuid:0c2-4', resource }, { fullUrl: 'urn:uuid:0c2-4', resource }],
  ['that only begins as none', { fullUrl: 'urn:uuid:1@10.0.0.7/x', resource }, { fullUrl: own, resource }],
])('a full URL %s', (_name, entry, expected) => {
  expect(guarded(entry)).toEqual(expected)
})

test.each<[string, object, object]>([
  [
    'a location elsewhere goes',
    { response: { status: '201', location: 'http://10.0.0.7/fhir/Patient/1/_history/1' } },
    { response: { status: '201' } },
  ],
  [
    'a location of the upstream becomes ours',
    { response: { location: 'http://store.internal:8080/fhir/Patient/1' } },
    { response: { location: own } },
  ],
  [
    'a relative location stays',
    { response: { location: 'Patient/1/_history/1' } },
    { response: { location: 'Patient/1/_history/1' } },
  ],
  [
    'a request elsewhere becomes relative',
    { request: { method: 'PUT', url: 'http://10.0.0.7/fhir/Patient/1' } },
    { request: { method: 'PUT', url: 'Patient/1' } },
  ],
  [
    'a request that names nothing goes',
    { request: { method: 'POST', url: 'http://10.0.0.7/fhir' } },
    { request: { method: 'POST' } },
  ],
  [
    'the remarks of the upstream go',
    { response: { status: '200', outcome: { resourceType: 'OperationOutcome' } } },
    { response: { status: '200' } },
  ],
])('%s', (_name, entry, expected) => {
  expect(guarded({ resource, ...entry })).toEqual({ resource, ...expected })
})

test('a deletion keeps only what names it', () => {
  const request = { method: 'DELETE', url: 'http://10.0.0.7/fhir/Patient/1' }
  expect(guarded({ fullUrl: 'http://10.0.0.7/fhir/Patient/1', request })).toEqual({
    request: { method: 'DELETE', url: 'Patient/1' },
  })
})
