import fc from 'fast-check'
import type { Definitions } from '../../src/fhir/definitions/definitions.ts'
import type { Asked } from '../fixtures/language.ts'
import { criterion, id, searchPair, types } from './arbitrary-search.ts'

/** A request that the grammar of http.html#summary can make: each is one that the gateway understands. */
export function request(definitions: Definitions): fc.Arbitrary<Asked> {
  const type = fc.constantFrom(...types)
  const byType = (build: (name: string) => fc.Arbitrary<Asked>) => type.chain(build)
  return fc.oneof(
    fc.tuple(type, id).map(([name, of]) => get(`/${name}/${of}`)),
    fc.tuple(type, id, id).map(([name, of, version]) => get(`/${name}/${of}/_history/${version}`)),
    fc.tuple(type, id).map(([name, of]) => get(`/${name}/${of}/_history?_count=5`)),
    type.map((name) => get(`/${name}/_history`)),
    { weight: 4, arbitrary: byType((name) => pairs(definitions, name).map((query) => get(`/${name}?${query}`))) },
    byType((name) => pairs(definitions, name).map((query) => posted(`/${name}/_search`, query))),
    fc.tuple(id, pairs(definitions, 'Observation')).map(([of, query]) => get(`/Patient/${of}/Observation?${query}`)),
    id.map((of) => get(`/Patient/${of}/*?_lastUpdated=gt2024`)),
    id.map((of) => get(`/Patient/${of}/$everything`)),
    type.map((name) => json('POST', `/${name}`, { resourceType: name })),
    fc.tuple(type, id).map(([name, of]) => json('PUT', `/${name}/${of}`, { resourceType: name, id: of })),
    byType((name) =>
      condition(definitions, name).map((query) => json('PUT', `/${name}?${query}`, { resourceType: name })),
    ),
    fc.tuple(type, id).map(([name, of]) => ({ method: 'DELETE', target: `/${name}/${of}` })),
    byType((name) => condition(definitions, name).map((query) => ({ method: 'DELETE', target: `/${name}?${query}` }))),
    byType((name) =>
      condition(definitions, name).map((query) =>
        json('POST', `/${name}`, { resourceType: name }, { 'if-none-exist': query }),
      ),
    ),
    fc.tuple(type, id).map(([name, of]) => json('PATCH', `/${name}/${of}`, { resourceType: 'Parameters' })),
  )
}

/** A search that a token may narrow: what rides along, and what goes over all types. */
export function narrowable(definitions: Definitions): fc.Arbitrary<Asked> {
  return fc.oneof(
    request(definitions),
    fc.constantFrom('/?_id=1', '/_history', '/Patient/1/*', '/Patient/1/$everything', '/Account?_include=*').map(get),
    fc.constantFrom('/Provenance?_include=Provenance:target', '/Patient?_revinclude=Observation:patient').map(get),
  )
}

function pairs(definitions: Definitions, type: string): fc.Arbitrary<string> {
  return fc.array(searchPair(definitions, type), { maxLength: 4 }).map((list) => form(onceEach(list)))
}

function condition(definitions: Definitions, type: string): fc.Arbitrary<string> {
  return fc.array(criterion(definitions, type, 1), { minLength: 1, maxLength: 2 }).map(form)
}

/** `_sort` and controls may stand once. */
function onceEach(list: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  return list.filter(
    ([name], at) =>
      !/^_[a-z]+$/.test(name) || name === '_include' || list.findIndex(([other]) => other === name) === at,
  )
}

function form(list: readonly (readonly [string, string])[]): string {
  return list.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
}

function get(target: string): Asked {
  return { method: 'GET', target }
}

function posted(target: string, body: string): Asked {
  return {
    method: 'POST',
    target,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(body),
  }
}

function json(method: string, target: string, body: unknown, headers: Record<string, string> = {}): Asked {
  const all = { 'content-type': 'application/fhir+json', ...headers }
  return { method, target, headers: all, body: Buffer.from(JSON.stringify(body)) }
}
