import { contents } from '../contents.ts'
import { get, send, type Way } from './way.ts'

const types = Object.keys(contents)
const some = ['Patient', 'Observation', 'Condition', 'Provenance', 'Encounter', 'Binary', 'Bundle']
const future = { 'if-modified-since': 'Sun, 01 Jan 2040 00:00:00 GMT' }

/** Interactions with what the caller can name, and histories at all three levels (http.html). */
export const instanceWays: readonly Way[] = [
  ...types.flatMap((type) => [
    get(`${type}/{id:${type}}`),
    get(`${type}/{id:${type}}/_history/1`),
    get(`${type}/{id:${type}}/_history`),
    get(`${type}?_id={id:${type}}`),
    get(`${type}?_id={id:${type}},{id:Patient}&_summary=count`),
    get(`Patient/{patient}/${type}`),
    get(`${type}/_history?_count=50`),
    get(`${type}/{id:${type}}/$meta`),
    get(`${type}/{id:${type}}/$everything`),
  ]),
  ...some.flatMap((type) => [
    { ...get(`${type}/{id:${type}}`), method: 'HEAD' },
    get(`${type}/{id:${type}}?_summary=true`),
    get(`${type}/{id:${type}}?_elements=id`),
    get(`${type}/{id:${type}}?_elements=subject,code,telecom`),
    get(`${type}/{id:${type}}`, { headers: { 'if-none-match': 'W/"1"' } }),
    get(`${type}/{id:${type}}`, { headers: future }),
    get(`${type}/{id:${type}}/_history/2`),
    get(`${type}/{id:${type}}/_history?_since=2020-01-01&_count=1`),
    get(`${type}/{id:${type}}/_history?_at=gt2020`),
    get(`${type}/{id:${type}}/$validate?mode=delete`),
    get(`${type}/{id:${type}}/$graphql?query=%7Bid%7D`),
    get(`${type}/{id:${type}}/$diff`),
    get(`$diff?from=${type}/{id:${type}}&to=Patient/{patient}`),
  ]),
  get('_history'),
  get('_history?_count=5'),
  get('_history?_since=2020-01-01T00:00:00Z&_count=100'),
  get('Procedure/_history'),
  get('Patient/{patient}/*'),
  get('Patient/{patient}/Observation?code={token:Observation}'),
  get('Patient/{patient}/Observation?_summary=count'),
  get('Encounter/{id:Encounter}/Observation'),
  get('Practitioner/{id:Practitioner}/Observation'),
  get('Device/{id:Device}/Observation'),
  get('RelatedPerson/{id:RelatedPerson}/Observation'),
  get('Binary/{id:Binary}', { headers: { accept: 'application/x-mark' } }),
  get('Binary/{id:Binary}', { headers: { accept: '*/*' } }),
  get('metadata'),
  get('metadata?mode=terminology'),
]

const parameters = (...parts: readonly object[]) => ({ resourceType: 'Parameters', parameter: parts })
const graphql = '{ PatientList(_id: \\"{id:Patient}\\") { id name { family } } }'

/** Operations that the server has or that the specification defines (operations.html). */
export const operationWays: readonly Way[] = [
  ...[
    '',
    '?_count=2',
    '?_type=Observation',
    '?_type=Observation,Binary',
    '?start=1900-01-01',
    '?_since=2020-01-01',
  ].map((query) => get(`Patient/{patient}/$everything${query}`)),
  ...['', '?_count=3', '?_id={patient}', '?_type=Patient'].map((query) => get(`Patient/$everything${query}`)),
  send('POST', 'Patient/{patient}/$everything', parameters({ name: '_type', valueString: 'Condition' })),
  get('Encounter/{id:Encounter}/$everything'),
  get('Group/{id:Group}/$everything'),
  ...['max=1', 'patient=Patient/{patient}', 'subject={patient}&max=3', 'code={token:Observation}', '_count=2'].map(
    (query) => get(`Observation/$lastn?${query}`),
  ),
  get('Observation/$stats?subject=Patient/{patient}&code={token:Observation}&statistic=maximum'),
  get('List/$find?patient={patient}&name=problems'),
  get('DocumentReference/$docref?patient={patient}'),
  send(
    'POST',
    'Patient/$match',
    parameters({ name: 'resource', resource: { resourceType: 'Patient', id: '{patient}' } }),
  ),
  send('POST', 'Observation/$validate', { resourceType: 'Observation', subject: { reference: 'Patient/{patient}' } }),
  send(
    'POST',
    'Condition/$validate',
    parameters({
      name: 'resource',
      resource: { resourceType: 'Condition', subject: { reference: 'Patient/{patient}' } },
    }),
  ),
  send('POST', 'Observation/{id:Observation}/$validate', parameters({ name: 'mode', valueCode: 'delete' })),
  ...['$meta', 'Patient/$meta', 'Observation/$meta', 'Bundle/$meta'].map((path) => get(path)),
  get('ValueSet/$expand?url=urn:codes'),
  get('ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender'),
  get('ValueSet/$validate-code?url=urn:codes&code={token:Observation}'),
  get('CodeSystem/$lookup?system=urn:codes&code={token:Observation}'),
  get('CodeSystem/$subsumes?system=urn:codes&codeA={token:Observation}&codeB={token:Condition}'),
  get('ConceptMap/$translate?code={token:Observation}&system=urn:codes'),
  get(`$graphql?query=${encodeURIComponent('{PatientList{id name{family}}}')}`),
  get(`$graphql?query=${encodeURIComponent('{Patient(id:"')}{id:Patient}${encodeURIComponent('"){name{family}}}')}`),
  send('POST', '$graphql', graphql, { headers: { 'content-type': 'application/graphql' } }),
  send('POST', '$graphql', `{"query":"${graphql}"}`, { headers: { 'content-type': 'application/json' } }),
  ...[
    '$get-resource-counts',
    '$export',
    'Patient/$export',
    'Group/{id:Group}/$export',
    '$export-poll-status?_jobId=1',
  ].map((path) => get(path, { headers: { prefer: 'respond-async' } })),
  get('Observation/{id:Observation}/_history/1/$meta'),
  get('Composition/{id:Composition}/$document'),
  get('Binary/{id:Binary}/$binary-access-read?path=Binary'),
  get('DocumentReference/{id:DocumentReference}/$binary-access-read?path=DocumentReference.content.attachment'),
  send(
    'POST',
    '$hapi.fhir.replace-references',
    parameters({ name: 'source-reference-id', valueString: 'Patient/{patient}' }),
  ),
  send(
    'POST',
    'Patient/$hapi.fhir.merge',
    parameters({ name: 'source-patient', valueReference: { reference: 'Patient/{patient}' } }),
  ),
  send('POST', 'Patient/{patient}/$meta-add', parameters({ name: 'meta', valueMeta: { tag: [{ code: 'x' }] } })),
  send('POST', 'Patient/{patient}/$expunge', parameters({ name: 'expungeDeletedResources', valueBoolean: true })),
  send('POST', '$reindex', parameters({ name: 'url', valueString: 'Patient?' })),
]
