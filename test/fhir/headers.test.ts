import { describe, expect, test } from 'vitest'
import {
  checkAcceptable,
  checkSteeringHeaders,
  readContentType,
  readPreconditions,
  readPrefer,
} from '../../src/fhir/headers.ts'

const lookup = (headers: Record<string, string>) => (name: string) => headers[name]

describe('Content-Type', () => {
  test.each([
    ['application/fhir+json', 'resource'],
    ['application/json', 'resource'],
    ['APPLICATION/FHIR+JSON', 'resource'],
    [' application/fhir+json ', 'resource'],
    ['application/fhir+json; charset=utf-8', 'resource'],
    ['application/fhir+json;charset="UTF-8"', 'resource'],
    ['application/fhir+json; fhirVersion=4.0', 'resource'],
    ['application/json-patch+json', 'json-patch'],
    ['application/x-www-form-urlencoded', 'form'],
  ])('%s', (text, form) => {
    expect(readContentType(lookup({ 'content-type': text }), 'R4')).toBe(form)
  })

  test.each([
    ...[
      '',
      'json',
      'application',
      'application/',
      '/json',
      'application/fhir+xml',
      'text/json',
      'application/json+fhir',
    ],
    ...['application/fhir+json, application/json', 'application/fhir+json;', 'application/fhir+json; charset=utf-16'],
    ...[
      'application/fhir+json; charset=utf-8; charset=utf-8',
      'application/fhir+json; charset',
      'application/fhir+json charset=utf-8',
    ],
    ...[
      'application/fhir+json; fhirVersion=5.0',
      'application/fhir+json; fhirVersion=4.0; fhirversion=5.0',
      'multipart/form-data; boundary=a',
    ],
    ...[
      'application/fhir+json; charset="utf-8',
      'application/xml-patch+xml',
      'application/merge-patch+json',
      'application/x-ndjson',
    ],
  ])('%s is refused', (text) => {
    expect(readContentType(lookup({ 'content-type': text }), 'R4')).toMatchObject({ refused: 'MEDIA_TYPE' })
  })

  test.each(['gzip', 'deflate', 'br', 'identity, gzip', ''])('no Content-Encoding %s', (encoding) => {
    const headers = { 'content-type': 'application/json', 'content-encoding': encoding }
    expect(readContentType(lookup(headers), 'R4')).toMatchObject({ refused: 'MEDIA_TYPE' })
  })

  test('the version is that of the server', () => {
    const headers = lookup({ 'content-type': 'application/fhir+json; fhirVersion=4.3' })
    expect(readContentType(headers, 'R4B')).toBe('resource')
    expect(readContentType(headers, 'R5')).toMatchObject({ refused: 'MEDIA_TYPE' })
  })
})

describe('what the caller accepts', () => {
  test.each([
    [undefined, undefined],
    ['', undefined],
    ['*/*', undefined],
    ['application/*', undefined],
    ['text/html, application/json;q=0.1', undefined],
    ['application/fhir+xml', 'json'],
    ['application/fhir+xml', 'application/fhir+json'],
    ['application/fhir+xml', 'application/fhir json'],
    [undefined, 'text/json'],
    ['*/*', ''],
    [undefined, ' '],
    ['application/fhir+json; fhirVersion="4.0"', undefined],
  ])('Accept %s, _format %s', (accept, format) => {
    expect(checkAcceptable(accept, format, 'R4')).toBeUndefined()
  })

  test.each([
    ['text/html', undefined],
    ['application/fhir+xml', undefined],
    ['application/fhir+json;q=0', undefined],
    ['application/fhir+json;q=0.000', undefined],
    ['application/fhir+json;fhirVersion=5.0', undefined],
    ['application/fhir+json', 'xml'],
    ['*/*', 'html'],
    ['*/*', 'html/json'],
    ['text/html', ''],
    ['*/*', 'application/fhir  json'],
    [',', undefined],
  ])('Accept %s, _format %s is refused', (accept, format) => {
    expect(checkAcceptable(accept, format, 'R4')).toMatchObject({ refused: 'NOT_ACCEPTABLE' })
  })
})

test.each([
  [undefined, {}],
  ['', {}],
  ['return=minimal', { return: 'minimal' }],
  ['return=minimal, handling=strict', { return: 'minimal', handling: 'strict' }],
  ['handling=lenient; return=representation', { return: 'representation', handling: 'lenient' }],
  ['RETURN = OperationOutcome', { return: 'OperationOutcome' }],
  ['respond-async', { respondAsync: true }],
  ['return=everything', {}],
  ['return=minimal, return=minimal', { return: 'minimal' }],
  ['wait=10, foo="bar, baz"', {}],
  ['handling=careful', {}],
])('Prefer %s', (text, preferences) => {
  expect(readPrefer(text)).toEqual(preferences)
})

test.each(['return=minimal, return=representation', 'handling=strict; handling=lenient'])(
  'Prefer %s contradicts itself',
  (text) => {
    expect(readPrefer(text)).toMatchObject({ refused: 'HEADER_MALFORMED' })
  },
)

test.each([
  ['if-match', 'W/"1"'],
  ['if-match', '"1"'],
  ['if-match', '""'],
  ['if-none-match', '*'],
  ['if-none-match', 'W/"1"'],
  ['if-modified-since', 'Mon, 01 Jan 2024 00:00:00 GMT'],
])('%s: %s', (name, value) => {
  expect(Object.values(readPreconditions(lookup({ [name]: value })))).toEqual([value])
})

test.each([
  ['if-match', '*'],
  ['if-match', '1'],
  ['if-match', 'W/1'],
  ['if-match', 'w/"1"'],
  ['if-match', '"1", "2"'],
  ['if-match', '"a"b"'],
  ['if-match', '"a b"'],
  ['if-match', '"a\r\nb"'],
  ['if-match', `"${'a'.repeat(129)}"`],
  ['if-none-match', '*, "1"'],
  ['if-none-match', ''],
  ['if-modified-since', '2024-01-01'],
  ['if-modified-since', 'Monday, 01-Jan-24 00:00:00 GMT'],
])('%s: %s is refused', (name, value) => {
  expect(readPreconditions(lookup({ [name]: value }))).toMatchObject({ refused: 'HEADER_MALFORMED' })
})

test.each(['x-http-method-override', 'x-http-method', 'x-method-override', 'x-provenance', 'x-security-context'])(
  '%s steers elsewhere',
  (name) => {
    expect(checkSteeringHeaders(lookup({ [name]: '' }))).toMatchObject({ refused: 'HEADER_NOT_SUPPORTED' })
  },
)
