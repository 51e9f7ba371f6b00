import { describe, expect, test } from 'vitest'
import { guardBundleBytes } from '../../../src/enforce/guard/bundle.ts'
import { isRedactedTag } from '../../../src/enforce/redact/redacted-tag.ts'
import { links, tried } from './tried.ts'

/** The entries that leave of an answer, and how many were let out and taken out. */
function left(request: string, entry: readonly (object | string)[], scopes = 'user/*.rs', rules?: string) {
  const count = { passed: 0, removed: 0 }
  const { visibility } = tried(request, scopes, rules)
  const texts = entry.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)))
  const bytes = Buffer.from(`{"resourceType":"Bundle","entry":[${texts.join()}]}`)
  const guarded = guardBundleBytes(bytes, { visibility, links, pageLink: () => undefined, self: 'x', count })
  return { entry: JSON.parse(guarded.toString()).entry, count }
}

const patient = { resource: { resourceType: 'Patient', id: '1' } }
const address = 'http://store.internal/fhir/Patient/1'
const own = 'https://gate.example.org/fhir/Patient/1'

describe('entries are counted', () => {
  test('as let out or taken out; the remarks of the upstream are neither, and do not leave', () => {
    const remark = { resource: { resourceType: 'OperationOutcome' }, search: { mode: 'outcome' } }
    const other = { resource: { resourceType: 'Observation', id: '1' } }
    const { entry, count } = left('/Patient', [patient, remark, other, other], 'user/Patient.rs')
    expect(entry).toEqual([patient])
    expect(count).toEqual({ passed: 1, removed: 2 })
  })
})

describe('a deletion in a history', () => {
  const deletion = (url: unknown, method = 'DELETE') => ({ request: { method, url } })

  test.each<[string, object, boolean]>([
    ['of the type', deletion('Patient/1'), true],
    ['of a version of it', deletion('Patient/1/_history/2'), true],
    ['at an address', deletion(address), true],
    ['of another type', deletion('Observation/1'), false],
    ['of no resource', deletion('Patient'), false],
    ['of what only ends like one', deletion('xPatient/1'), false],
    ['of what goes on', deletion('Patient/1?x=y'), false],
    ['without an address', { request: { method: 'DELETE' } }, false],
    ['that is none', deletion('Patient/1', 'PUT'), false],
    ['without a request', { response: { status: '204' } }, false],
  ])('%s', (_name, entry, leaves) => {
    const { entry: kept, count } = left('/Patient/_history', [entry], 'user/Patient.rs')
    expect([kept?.length ?? 0, count.passed, count.removed]).toEqual(leaves ? [1, 1, 0] : [0, 0, 1])
  })

  test('is hidden where the scopes are of one patient', () => {
    expect(left('/Patient/p1/_history', [deletion('Patient/p1')], 'patient/*.rs').entry).toBeUndefined()
  })
})

describe('addresses in an entry', () => {
  test('become ours in whatever order they come', () => {
    const response = `"response":{"location":"${address}/_history/1","outcome":{},"etag":"W/\\"1\\""}`
    const request = `"request":{"url":"http://10.0.0.7/fhir/Patient/1","method":"PUT"}`
    const parts = [`"fullUrl":"${address}"`, `"resource":${JSON.stringify(patient.resource)}`, response, request]
    for (const turned of [parts, [...parts].reverse(), [parts[2], parts[0], '"link":[]', parts[3], parts[1]]]) {
      expect(left('/Patient/_history', [`{${turned.join()}}`]).entry).toEqual([
        {
          fullUrl: own,
          ...patient,
          response: { location: `${own}/_history/1`, etag: 'W/"1"' },
          request: { url: 'Patient/1', method: 'PUT' },
        },
      ])
    }
  })

  test.each([
    ['urn:uuid:0c2-4', true],
    ['urn:oid:1.2.3', true],
    [`urn:uuid:${'a'.repeat(64)}`, true],
    [`urn:uuid:${'a'.repeat(65)}`, false],
    ['urn:uuid:', false],
    ['urn:ietf:rfc:1', false],
    ['http://10.0.0.7/urn:uuid:0c2-4', false],
  ])('%s is a name without a place: %j', (fullUrl, isName) => {
    expect(left('/Patient', [{ fullUrl, ...patient }]).entry).toEqual([{ fullUrl: isName ? fullUrl : own, ...patient }])
  })
})

describe('the entity tag of an entry', () => {
  const rules = `{ id: a, effect: permit, match: { interactions: ["*"] }, obligations: [
    { redact: { elements: [Patient.birthDate], style: remove } }] }`
  const entry = (resource: object) => ({ ...resource, response: { status: '200', etag: 'W/"1"' } })

  test('is another one when elements were taken out', () => {
    const born = { resource: { ...patient.resource, birthDate: '1980' } }
    const [kept] = left('/Patient/_history', [entry(born)], 'user/*.rs', rules).entry
    expect(kept.resource).not.toHaveProperty('birthDate')
    expect(kept.response.status).toBe('200')
    expect(isRedactedTag(kept.response.etag)).toBe(true)
  })

  test('stays when none were', () => {
    expect(left('/Patient/_history', [entry(patient)], 'user/*.rs', rules).entry).toEqual([entry(patient)])
  })
})

test('an entry without a resource that is no deletion does not leave, whatever the caller may see', () => {
  const { entry, count } = left('/_history', [patient, { response: { status: '200' } }], 'user/*.rs')
  expect([entry, count]).toEqual([[patient], { passed: 1, removed: 1 }])
})

test.each([
  ['without addresses', '{ "resource" : {"resourceType":"Patient", "n":1.50} }'],
  ['with addresses that stay', '{"fullUrl":"urn:uuid:0c\\u0032", "resource":{"resourceType":"Patient"}}'],
])('an entry %s leaves as it came', (_name, text) => {
  const { visibility } = tried('/Patient', 'user/*.rs')
  const guard = { visibility, links, pageLink: () => undefined, self: 'x', count: { passed: 0, removed: 0 } }
  const guarded = guardBundleBytes(Buffer.from(`{"resourceType":"Bundle","entry":[${text}]}`), guard)
  expect(guarded.toString()).toContain(text)
})
