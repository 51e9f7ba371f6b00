import fc from 'fast-check'
import { content, idOf, pools, type, types } from './arbitrary-content.ts'
import { control, criterion, form, query } from './arbitrary-criteria.ts'
import type { Request } from './gateway.ts'

const of = (values: readonly string[]) => fc.constantFrom(...values)
const tag = of(['W/"1"', 'W/"2"', 'W/"3"', '*'])
const instance = type.chain((name) =>
  fc.tuple(
    fc.constant(name),
    fc.oneof({ weight: 8, arbitrary: idOf(name) }, { weight: 1, arbitrary: of(['nobody', '1001', '1002']) }),
  ),
)
const get = of(['GET', 'GET', 'GET', 'HEAD'])

const conditions = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: tag.map((value) => ({ 'if-none-match': value })) },
  { weight: 1, arbitrary: fc.constant({ 'if-modified-since': 'Fri, 01 Jan 2021 12:00:00 GMT' }) },
)
const matching = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: tag.map((value) => ({ 'if-match': value })) },
  { weight: 1, arbitrary: fc.constant({ 'if-none-match': '*' }) },
)
const prefer = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: of(['return=minimal', 'return=OperationOutcome', 'handling=lenient', 'handling=strict']).map(
      (value) => ({ prefer: value }),
    ),
  },
)

const controls = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  control.map((pair) => `?${form([pair])}`),
)

export const reading: fc.Arbitrary<Request> = fc.oneof(
  fc
    .tuple(get, instance, conditions, controls)
    .map(([method, [name, id], headers, shape]) => ({ method, target: `/${name}/${id}${shape}`, headers })),
  fc
    .tuple(get, instance, of(['1', '2', '3', '4']))
    .map(([method, [name, id], version]) => ({ method, target: `/${name}/${id}/_history/${version}` })),
  fc
    .tuple(instance, of(['', '?_count=1', '?_since=2021-06-01', '?_count=2']))
    .map(([[name, id], shape]) => ({ method: 'GET', target: `/${name}/${id}/_history${shape}` })),
  type.map((name) => ({ method: 'GET', target: `/${name}/_history?_count=3` })),
)

/**
 * What an operation gathers comes on one page here. Its pages are cut by the server behind, which counts what the guard
 * takes out afterwards, so that where they end tells how much that is.
 */
const WHOLE = '_count=500'
const paged = of([WHOLE, '_count=1', '_count=3', '_type=Observation,Practitioner&_count=2'])

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

export const searching: fc.Arbitrary<Request> = fc.oneof(
  {
    weight: 6,
    arbitrary: type.chain((name) =>
      fc.tuple(get, query(name)).map(([method, pairs]) => ({ method, target: `/${name}?${form(pairs)}` })),
    ),
  },
  type.chain((name) =>
    query(name).map((pairs) => ({ method: 'POST', target: `/${name}/_search`, headers: FORM, body: form(pairs) })),
  ),
  type.chain((name) =>
    fc
      .tuple(of(pools.patients), query(name))
      .map(([id, pairs]) => ({ method: 'GET', target: `/Patient/${id}/${name}?${form(pairs)}` })),
  ),
  fc
    .tuple(
      of(['Encounter', 'Practitioner', 'Device']),
      of(pools.ids),
      type.chain((name) => query(name).map((pairs) => `${name}?${form(pairs)}`)),
    )
    .map(([owner, id, rest]) => ({ method: 'GET', target: `/${owner}/${id}/${rest}` })),
  fc
    .tuple(of(pools.patients), paged, of(['', '&_include=Observation:performer', '&_lastUpdated=gt2021-06-01']))
    .map(([id, pages, more]) => ({ method: 'GET', target: `/Patient/${id}/*?${pages}${more}` })),
  fc
    .tuple(fc.subarray([...types], { minLength: 1, maxLength: 3 }), of(pools.ids))
    .map(([names, id]) => ({ method: 'GET', target: `/?_type=${names.join(',')}&_id=${id}` })),
  of([`/_history?${WHOLE}`, '/_history?_count=2', '/?_id=x1', '/?_getpages=1']).map((target) => ({
    method: 'GET',
    target,
  })),
)

const operating: fc.Arbitrary<Request> = fc.oneof(
  fc
    .tuple(of(pools.patients), of(['', '&_type=Observation', '&_since=2021-06-01']))
    .map(([id, shape]) => ({ method: 'GET', target: `/Patient/${id}/$everything?${WHOLE}${shape}` })),
  of(pools.ids).map((id) => ({ method: 'GET', target: `/Encounter/${id}/$everything` })),
  criterion('Observation', 1).map((pair) => ({ method: 'GET', target: `/Observation/$lastn?${form([pair])}` })),
  of(['', '?max=2', '?patient=Patient/p02', '?patient=p01&code=hiv', '?_count=1']).map((shape) => ({
    method: 'GET',
    target: `/Observation/$lastn${shape}`,
  })),
  instance.map(([name, id]) => ({ method: 'GET', target: `/${name}/${id}/$meta` })),
  type.map((name) => ({ method: 'GET', target: `/${name}/$meta` })),
  instance.map(([name, id]) => ({ method: 'GET', target: `/${name}/${id}/$validate` })),
)

const written = type.chain((name) =>
  fc
    .tuple(fc.constant(name), idOf(name), content(name))
    .map(([of, id, made]) => ({ type: of, id, resource: { resourceType: of, ...made } })),
)

/** Most of what a patient may write is about that patient, and points to nothing else. */
const filed = written.map(({ resource, ...rest }) => {
  const { performer, encounter, hasMember, partOf, entry, ...plain } = resource as Record<string, unknown>
  const mine = JSON.parse(JSON.stringify(plain).replace(/"Patient\/p0\d"/g, '"Patient/p01"')) as typeof resource
  return { ...rest, resource: mine }
})

const condition = (name: string) => fc.array(criterion(name, 1), { minLength: 1, maxLength: 2 }).map(form)

export const writing: fc.Arbitrary<Request> = fc.oneof(
  fc
    .tuple(written, prefer)
    .map(([{ type: name, resource }, headers]) => ({ method: 'POST', target: `/${name}`, headers, body: resource })),
  {
    weight: 2,
    arbitrary: filed.chain(({ type: name, resource }) =>
      condition(name).map((search) => ({
        method: 'POST',
        target: `/${name}`,
        headers: { 'if-none-exist': search },
        body: resource,
      })),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(written, matching, prefer).map(([{ type: name, id, resource }, one, other]) => ({
      method: 'PUT',
      target: `/${name}/${id}`,
      headers: { ...one, ...other },
      body: { ...resource, id },
    })),
  },
  written.chain(({ type: name, resource }) =>
    condition(name).map((search) => ({ method: 'PUT', target: `/${name}?${search}`, body: resource })),
  ),
  fc
    .tuple(instance, matching)
    .map(([[name, id], headers]) => ({ method: 'DELETE', target: `/${name}/${id}`, headers })),
  type.chain((name) => condition(name).map((search) => ({ method: 'DELETE', target: `/${name}?${search}` }))),
)

const step = fc.oneof(
  fc.record({
    op: of(['test', 'replace', 'add']),
    path: of(['/status', '/code/text', '/subject/reference', '/note']),
    value: of(['final', 'amended', ...pools.codes, 'Patient/p01', 'Patient/p02']),
  }),
  fc.record({ op: fc.constant('remove'), path: of(['/status', '/performer', '/subject']) }),
)

function fhirPathPatch([path, value]: readonly [string, string]) {
  const part = [
    { name: 'type', valueCode: 'replace' },
    { name: 'path', valueString: path },
    { name: 'value', valueCode: value },
  ]
  return { resourceType: 'Parameters', parameter: [{ name: 'operation', part }] }
}

export const patching: fc.Arbitrary<Request> = fc.oneof(
  fc.tuple(instance, fc.array(step, { minLength: 1, maxLength: 2 }), matching).map(([[name, id], body, one]) => ({
    method: 'PATCH',
    target: `/${name}/${id}`,
    headers: { 'content-type': 'application/json-patch+json', ...one },
    body,
  })),
  fc
    .tuple(instance, of(['Observation.status', "Observation.where(status='final').status"]), of(['final', 'amended']))
    .map(([[name, id], path, value]) => ({
      method: 'PATCH',
      target: `/${name}/${id}`,
      body: fhirPathPatch([path, value]),
    })),
  type.chain((name) =>
    fc.tuple(condition(name), fc.array(step, { minLength: 1, maxLength: 2 })).map(([search, body]) => ({
      method: 'PATCH',
      target: `/${name}?${search}`,
      headers: { 'content-type': 'application/json-patch+json' },
      body,
    })),
  ),
)

const single = fc.oneof(
  { weight: 2, arbitrary: reading },
  { weight: 3, arbitrary: searching },
  { weight: 4, arbitrary: writing },
  operating,
)

function entryOf({ method, target, headers = {}, body }: Request) {
  const conditions = {
    ifNoneExist: headers['if-none-exist'],
    ifMatch: headers['if-match'],
    ifNoneMatch: headers['if-none-match'],
  }
  return {
    ...(typeof body === 'object' && { resource: body }),
    request: { method, url: target.slice(1), ...conditions },
  }
}

/** A record of p01 that names another by a search, which the server resolves in a transaction (http.html#trules). */
const pointing = fc
  .tuple(
    fc
      .constantFrom('Patient', 'Practitioner', 'Encounter', 'Observation')
      .chain((name) => condition(name).map((search) => `${name}?${search}`)),
    of(['performer', 'focus', 'encounter']),
  )
  .map(
    ([reference, element]): Request => ({
      method: 'POST',
      target: '/Observation',
      body: {
        resourceType: 'Observation',
        status: 'final',
        category: [
          { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
        ],
        code: { text: 'pointing' },
        subject: { reference: 'Patient/p01' },
        [element]: element === 'encounter' ? { reference } : [{ reference }],
      },
    }),
  )

const bundling: fc.Arbitrary<Request> = fc
  .tuple(
    of(['batch', 'transaction']),
    fc.array(fc.oneof({ weight: 5, arbitrary: single }, pointing), { minLength: 1, maxLength: 3 }),
  )
  .map(([kind, requests]) => ({
    method: 'POST',
    target: '/',
    body: { resourceType: 'Bundle', type: kind, entry: requests.map(entryOf) },
  }))

/** Any request of http.html#summary. */
export const request: fc.Arbitrary<Request> = fc.oneof(
  { weight: 4, arbitrary: reading },
  { weight: 8, arbitrary: searching },
  { weight: 4, arbitrary: writing },
  { weight: 2, arbitrary: patching },
  { weight: 2, arbitrary: bundling },
  { weight: 2, arbitrary: operating },
)
