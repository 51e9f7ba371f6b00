import { expect, test } from 'vitest'
import type { BundleInteraction } from '../../../src/fhir/interaction.ts'
import { writeBundle } from '../../../src/fhir/write/bundle.ts'
import { languageOf, send } from '../../fixtures/language.ts'

const patient = { resourceType: 'Patient' }
const byIdentifier = { reference: 'Patient?identifier=1' }
const observation = { resourceType: 'Observation', id: '1', subject: byIdentifier }

function bundle(type: 'batch' | 'transaction', entry: unknown[], language = languageOf()) {
  return send('POST', '/', { resourceType: 'Bundle', type, entry }, {}, language)
}

test.each<[why: string, entry: unknown, code: string]>([
  ['no request', {}, 'ENTRY_MALFORMED'],
  ['a request that is none', { request: 'GET Patient/1' }, 'ENTRY_MALFORMED'],
  ['a request that is null', { request: null }, 'ENTRY_MALFORMED'],
  [
    'a fullUrl that is no URL',
    { fullUrl: 'Patient/1', request: { method: 'GET', url: 'Patient/1' } },
    'ENTRY_MALFORMED',
  ],
  [
    'an ifMatch that is no ETag',
    { request: { method: 'DELETE', url: 'Patient/1', ifMatch: 'x"' } },
    'HEADER_MALFORMED',
  ],
  [
    'criteria that cannot be read',
    { resource: patient, request: { method: 'POST', url: 'Patient', ifNoneExist: 'identifier=%zz' } },
    'QUERY_MALFORMED',
  ],
  [
    'a JSON Patch that is not UTF-8',
    {
      resource: {
        resourceType: 'Binary',
        contentType: 'application/json-patch+json',
        data: Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]).toString('base64'),
      },
      request: { method: 'PATCH', url: 'Patient/1' },
    },
    'BODY_MALFORMED',
  ],
  ...[
    '/Patient/1',
    'Patient\\1',
    'http://x/Patient/1',
    '//x/Patient/1',
    'Patient /1',
    'Patient/é',
    'Patient/1#a',
    1,
  ].map((url): [string, unknown, string] => [
    `the address ${url}`,
    { request: { method: 'DELETE', url } },
    'ENTRY_URL',
  ]),
  ...['Wx', 'W10', 'W10=x', '=W10=', 'W1 0=', '$10=', 'W$0=', 'W10==', 'W===', 7].map(
    (data): [string, unknown, string] => [
      `a JSON Patch in ${data}, which is not base64`,
      {
        resource: { resourceType: 'Binary', contentType: 'application/json-patch+json', data },
        request: { method: 'PATCH', url: 'Patient/1' },
      },
      'BODY_MALFORMED',
    ],
  ),
  ['a format of its own', { request: { method: 'GET', url: 'Patient?_format=json' } }, 'PARAMETER_UNKNOWN'],
  ['a search by POST', { resource: patient, request: { method: 'POST', url: 'Patient/_search' } }, 'ENTRY_URL'],
  ['a Bundle inside', { resource: patient, request: { method: 'POST', url: '?x=1' } }, 'ENTRY_URL'],
  [
    'a fullUrl of another type',
    { fullUrl: 'http://x/Group/1', resource: patient, request: { method: 'POST', url: 'Patient' } },
    'ENTRY_MALFORMED',
  ],
  [
    'a fullUrl without an id',
    { fullUrl: 'http://x/Patient/1_', resource: patient, request: { method: 'POST', url: 'Patient' } },
    'ENTRY_MALFORMED',
  ],
  [
    'a conditional reference in a patch',
    {
      resource: {
        resourceType: 'Parameters',
        parameter: [{ name: 'operation', part: [{ name: 'value', valueReference: byIdentifier }] }],
      },
      request: { method: 'PATCH', url: 'Observation/1' },
    },
    'RESOURCE_MISMATCH',
  ],
  [
    'a conditional reference of too many parameters',
    {
      resource: { ...observation, subject: { reference: `Patient?${'identifier=1&'.repeat(101)}` } },
      request: { method: 'PUT', url: 'Observation/1' },
    },
    'TOO_MANY_PARAMETERS',
  ],
])('an entry with %s is refused, and with it the transaction', (_, entry, code) => {
  expect(bundle('transaction', [entry])).toMatchObject({ refused: code, entry: 0 })
  expect(bundle('batch', [entry])).toMatchObject({ kind: 'batch', entries: [{ interaction: { refused: code } }] })
})

test('references of a transaction’s updates may be searches', () => {
  const entry = { resource: observation, request: { method: 'PUT', url: 'Observation/1' } }
  expect(bundle('transaction', [entry])).toMatchObject({
    entries: [{ interaction: { kind: 'update', references: [{ type: 'Patient' }] } }],
  })
  expect(bundle('batch', [entry])).toMatchObject({ entries: [{ interaction: { refused: 'RESOURCE_MISMATCH' } }] })
})

test('a Bundle has no more entries than the bound', () => {
  const entries = (count: number) =>
    Array.from({ length: count }, (_, id) => ({ request: { method: 'GET', url: `Patient/${id}` } }))
  const three = languageOf('R4', { bundleEntries: 3 })
  expect(bundle('batch', entries(4), three)).toMatchObject({ refused: 'BUNDLE_TOO_LARGE' })
  expect(bundle('batch', entries(3), three)).toMatchObject({ kind: 'batch' })
})

test('what only has to be new is said to the upstream', () => {
  const request = { method: 'PUT', url: 'Patient/1', ifNoneMatch: '*' }
  const read = bundle('transaction', [{ resource: { ...patient, id: '1' }, request }]) as BundleInteraction
  const written = JSON.parse(writeBundle(read, read.entries).body!.toString())
  expect(written.entry[0].request).toEqual(request)
})

test('an entry that could not be read is never written', () => {
  const read = bundle('batch', [{}]) as BundleInteraction
  expect(() => writeBundle(read, read.entries)).toThrow(TypeError)
})
