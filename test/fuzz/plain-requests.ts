import fc from 'fast-check'

/** A request that has a meaning, before anything is done to it. */
export interface PlainRequest {
  readonly method: string
  readonly target: string
  readonly contentType?: string
  readonly body?: string
}

const types = fc.constantFrom('Patient', 'Observation', 'Condition', 'Encounter', 'Practitioner', 'Basic')
const id = fc.constantFrom('1', 'p01', 'a.b-c', 'zq7canary')

const criteria = fc.array(
  fc.constantFrom(
    ...['_id=1', '_lastUpdated=gt2024-01-01', '_tag=a|b', '_count=3', '_summary=data', '_total=none', '_elements=id'],
    ...[
      '_sort=-_lastUpdated',
      '_include=*',
      '_revinclude=Provenance:target',
      '_security=R',
      '_profile=http://x.example/y',
    ],
  ),
  { maxLength: 2 },
)
const ofType: Readonly<Record<string, readonly string[]>> = {
  Patient: [
    'name=zq7canary',
    'birthdate=lt1980',
    '_has:Observation:patient:code=8867-4',
    'general-practitioner.name=a',
  ],
  Observation: [
    'code=8867-4',
    'patient.name=zq7canary',
    'subject=Patient/1',
    '_include=Observation:subject',
    'date=2024',
  ],
  Condition: ['patient=1', 'code=http://snomed.info/sct|1', 'encounter.status=finished', 'subject:Patient.name=a'],
  Encounter: ['status=finished', 'subject.name=a', '_include:iterate=Patient:general-practitioner', 'date=ge2024'],
}

const search = fc
  .tuple(types, criteria, fc.nat(3))
  .map(([type, general, own]) => ({ type, query: [...general, ...[ofType[type]?.[own] ?? '_id=2']].join('&') }))

const FHIR = 'application/fhir+json'

function resource(type: string, id?: string): string {
  return JSON.stringify({ resourceType: type, ...(id !== undefined && { id }), note: [{ text: 'zq7canary' }] })
}

function bundle(type: string, entries: readonly (readonly [string, string])[]): string {
  const entry = entries.map(([method, url]) => ({
    ...(/^P/.test(method) && { resource: { resourceType: url.split('/')[0], ...(method === 'PUT' && { id: '1' }) } }),
    request: { method, url: method === 'PUT' ? `${url.split('/')[0]}/1` : url },
  }))
  return JSON.stringify({ resourceType: 'Bundle', type, entry })
}

const entry = fc.oneof(
  fc.tuple(
    fc.constant('GET'),
    fc.tuple(types, id).map((parts) => parts.join('/')),
  ),
  fc.tuple(
    fc.constant('GET'),
    search.map(({ type, query }) => `${type}?${query}`),
  ),
  fc.tuple(fc.constantFrom('POST', 'PUT'), types),
)

/** Requests of every kind, such as clients send. */
export const plainRequest: fc.Arbitrary<PlainRequest> = fc.oneof(
  fc.tuple(types, id).map(([type, of]) => ({ method: 'GET', target: `/${type}/${of}` })),
  fc.tuple(types, id).map(([type, of]) => ({ method: 'GET', target: `/${type}/${of}/_history` })),
  fc.tuple(types, id).map(([type, of]) => ({ method: 'GET', target: `/${type}/${of}/_history/2` })),
  fc.tuple(types, id).map(([type, of]) => ({ method: 'DELETE', target: `/${type}/${of}` })),
  search.map(({ type, query }) => ({ method: 'GET', target: `/${type}?${query}` })),
  search.map(({ type, query }) => ({ method: 'HEAD', target: `/${type}?${query}` })),
  search.map(({ type, query }) => ({
    method: 'POST',
    target: `/${type}/_search`,
    contentType: 'application/x-www-form-urlencoded',
    body: query,
  })),
  fc.tuple(id, search).map(([of, { query }]) => ({ method: 'GET', target: `/Patient/${of}/Observation?${query}` })),
  types.map((type) => ({ method: 'POST', target: `/${type}`, contentType: FHIR, body: resource(type) })),
  fc.tuple(types, id).map(([type, of]) => ({
    method: 'PUT',
    target: `/${type}/${of}`,
    contentType: FHIR,
    body: resource(type, of),
  })),
  fc.tuple(types, id).map(([type, of]) => ({
    method: 'PATCH',
    target: `/${type}/${of}`,
    contentType: 'application/json-patch+json',
    body: '[{"op":"replace","path":"/active","value":true}]',
  })),
  fc.tuple(fc.constantFrom('batch', 'transaction'), fc.array(entry, { maxLength: 4 })).map(([type, entries]) => ({
    method: 'POST',
    target: '/',
    contentType: FHIR,
    body: bundle(type, entries),
  })),
  fc
    .constantFrom(
      ...['/metadata', '/.well-known/smart-configuration', '/Patient/1/$everything', '/Observation/$lastn?patient=1'],
      ...['/_history', '/?_type=Patient,Observation&_id=1', '/Patient/1/*', '/Patient/1/$meta', '/Patient/_history'],
    )
    .map((target) => ({ method: 'GET', target })),
)
