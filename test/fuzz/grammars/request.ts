import { all, chars, type Grammar, many, mapped, maybe, mostly, one } from '../engine/grammar.ts'
import { jsonObject, jsonValue } from './json.ts'

export const typeName: Grammar = mostly(
  one(...['Patient', 'Observation', 'Condition', 'Encounter', 'Practitioner', 'Binary', 'Provenance', 'List']),
  ...['patient', 'Resource', 'Pateint', '__proto__', 'Subscription', 'DomainResource'],
)
export const id: Grammar = mostly(
  one('1', 'p01', 'a.b-c', 'A'),
  chars('a1-.', 60, 66),
  '..',
  '.',
  '%31',
  'metadata',
  'é',
)

const escaped: Grammar = mapped(one('a', '/', '|', ',', '\\', '%', '&', '=', ' ', 'é', '\0', '$'), encodeURIComponent)
const token: Grammar = all(chars('abAB0189.:-/', 1, 8), maybe(one('|', '%7C'), 1), chars('ab01', 0, 5))
const value: Grammar = mostly(
  one(
    ...[
      token,
      token,
      'Patient/1',
      '2024-01-01',
      'gt2024',
      'ge2024-01-01T00:00:00%2B01:00',
      '1.5',
      'true',
      'http://a.example/b|c',
    ],
    all(token, ',', token),
    all(token, escaped, token),
  ),
  ...['', 'Patient/1,', '\\,', '%', '%zz', '%00', '%ed%a0%80', '+', "'", 'Patient?name=a', 'urn:uuid:1'],
)

const parameter: Grammar = mostly(
  one(
    ...[
      '_id',
      '_lastUpdated',
      '_tag',
      '_security',
      '_profile',
      'name',
      'family',
      'birthdate',
      'code',
      'subject',
      'patient',
    ],
    ...['date', 'category', 'value-quantity', 'code-value-quantity', 'identifier', 'status', 'encounter', 'performer'],
    ...[
      'subject:Patient.name',
      'patient.general-practitioner.name',
      'subject.birthdate',
      'name:exact',
      'code:not',
      'code:in',
    ],
    ...['_has:Observation:patient:code', '_has:Observation:patient:_has:Provenance:target:agent', 'subject:missing'],
  ),
  ...[
    '_filter',
    '_query',
    '_content',
    '_text',
    '_list',
    '_getpages',
    'NAME',
    'name:foo',
    '',
    ':',
    '_has:',
    'a.b.c.d.e',
    '_page',
  ],
)
const control: Grammar = one(
  ...['_count=10', '_count=0', '_sort=-date', '_sort=_id,name', '_summary=count', '_summary=true', '_elements=id,name'],
  ...[
    '_total=none',
    '_total=accurate',
    '_format=json',
    '_format=xml',
    '_pretty=true',
    '_contained=false',
    '_type=Patient',
  ],
  ...['_include=Observation:subject', '_include=*', '_revinclude=Provenance:target', '_include:iterate=Patient:link'],
  ...['_include=Observation:subject:Patient', '_revinclude:recurse=Observation:patient', '_since=2024', '_at=2024'],
)
const pair: Grammar = one(control, all(parameter, '=', value), all(parameter, '=', value))
export const query: Grammar = many(pair, 1, 4, mostly('&', ';', '&&', '?', '#', ' '))

const path: Grammar = one(
  all('/', typeName),
  all('/', typeName, '/', id),
  all('/', typeName, '/', id, '/_history'),
  all('/', typeName, '/', id, '/_history/', id),
  all('/', typeName, '/_history'),
  all('/', typeName, '/_search'),
  all('/Patient/', id, '/', one(typeName, '*', '_search')),
  all(
    '/',
    one('', all(typeName, '/'), all(typeName, '/', id, '/')),
    '$',
    one('everything', 'lastn', 'validate', 'meta', 'x'),
  ),
  one('/', '/metadata', '/_history', '/_search', '/_page'),
)
export const requestTarget: Grammar = all(
  mostly(path, all(path, '/'), all('/', path), all(path, '/..'), all(path, ';a=b'), all(path, '%2f'), 'http://a/'),
  maybe(all('?', query)),
)

const header: Grammar = one(
  all('Accept: ', one('*/*', 'application/fhir+json', 'application/fhir+xml', 'text/html, application/json;q=0', ',,')),
  all('Prefer: ', one('return=minimal', 'handling=lenient', 'respond-async', 'return=minimal, return=representation')),
  all('If-Match: ', one('W/"1"', '"1"', '*', 'W/"1", W/"2"', '')),
  all('If-None-Match: ', one('W/"1"', '*', 'x')),
  all('If-Modified-Since: ', one('Sat, 29 Oct 1994 19:43:31 GMT', 'yesterday')),
  all('If-None-Exist: ', one(query, '', '?_id=1')),
  all('X-HTTP-Method-Override: ', one('DELETE', '')),
  all('Content-Encoding: ', one('identity', 'gzip')),
)
const contentType: Grammar = mostly(
  one('application/fhir+json', 'application/json; charset=utf-8', 'application/fhir+json;fhirVersion=4.0'),
  ...['text/plain', 'application/json, text/html', 'application/json;charset=utf-16', 'application/fhir+xml', ''],
)

/** A resource, as JSON. */
export const resource: Grammar = one(
  all('{"resourceType":"', typeName, '"', maybe(all(',"id":"', id, '"')), maybe(all(',"name":', jsonValue)), '}'),
  all('{"resourceType":"Observation","subject":{"reference":"', one('Patient/1', 'Patient?name=a', '#a'), '"}}'),
  '{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"delete"}]}]}',
  jsonObject,
)

const entryUrl: Grammar = mapped(
  one(all(typeName, '/', id), all(typeName, '?', query), typeName, requestTarget, all('http://a/', typeName)),
  (text) => text.replaceAll(/["\\]/g, ''),
)
const entry: Grammar = all(
  '{',
  maybe(
    all('"fullUrl":"', one('urn:uuid:0f7b3a1e-0000-4000-8000-000000000001', all('http://a/', typeName, '/', id)), '",'),
  ),
  maybe(all('"resource":', resource, ',')),
  '"request":{"method":"',
  mostly(one('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'), 'get', 'OPTIONS', ''),
  '","url":"',
  entryUrl,
  '"',
  maybe(all(',"', one('ifMatch', 'ifNoneExist', 'ifNoneMatch'), '":"', one('W/1', '_id=1', ''), '"'), 1),
  '}}',
)
export const batch: Grammar = all(
  '{"resourceType":"Bundle","type":"',
  mostly(one('batch', 'transaction'), 'collection', 'searchset', ''),
  '","entry":[',
  many(entry, 0, 3, ','),
  ']}',
)

const withBody: Grammar = all('\nContent-Type: ', contentType, '\n\n')
const headers: Grammar = many(all('\n', header), 0, 2)

/** A request: a line with method and target, header lines, and behind an empty line its body. */
export const request: Grammar = one(
  all(mostly(one('GET', 'GET', 'HEAD', 'DELETE'), 'OPTIONS', 'get', 'TRACE'), ' ', requestTarget, headers),
  all('GET ', requestTarget),
  all(one('POST', 'PUT', 'PATCH'), ' ', requestTarget, headers, withBody, resource),
  all('POST ', path, headers, '\nContent-Type: application/x-www-form-urlencoded\n\n', query),
  all('PATCH /', typeName, '/1\nContent-Type: application/json-patch+json\n\n[{"op":"test","path":"/a","value":1}]'),
  all('POST /', headers, withBody, batch),
)
