import { expect, test } from 'vitest'
import { isRefusal } from '../../src/fhir/refusal.ts'
import { checkRepeatedHeaders } from '../../src/fhir/repeated-headers.ts'
import { get, languageOf, read, send } from '../fixtures/language.ts'

const many = (count: number, text: string) => Array.from({ length: count }, () => text)

test.each([
  [
    'sort keys',
    `/Observation?_sort=${many(101, 'date').join(',')}`,
    `/Observation?_sort=${many(100, 'date').join(',')}`,
  ],
  [
    'includes',
    `/Observation?${many(11, '_include=Observation:patient').join('&')}`,
    `/Observation?${many(10, '_include=Observation:patient').join('&')}`,
  ],
])('too many %s are refused, as many as are allowed are not', (_, tooMany, enough) => {
  expect(get(tooMany)).toMatchObject({ refused: 'TOO_MANY_PARAMETERS' })
  expect(isRefusal(get(enough))).toBe(false)
})

test('parameters of the address and of the form count together', () => {
  const search = (inForm: number) =>
    read({
      method: 'POST',
      target: `/Observation/_search?${many(60, 'code=1').join('&')}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from(many(inForm, 'code=1').join('&')),
    })
  expect(search(41)).toMatchObject({ refused: 'TOO_MANY_PARAMETERS' })
  expect(search(40)).toMatchObject({ kind: 'search' })
})

test.each([
  ['PUT', '/Patient/_search', { resourceType: 'Patient' }, 'METHOD_NOT_ALLOWED'],
  ['PATCH', '/Patient', { resourceType: 'Parameters' }, 'CRITERIA_REQUIRED'],
])('%s %s is refused', (method, target, body, code) => {
  expect(send(method, target, body)).toMatchObject({ refused: code })
})

test('R5: a condition does not test memberships by _in', () => {
  const R5 = languageOf('R5')
  const remove = (query: string) => read({ method: 'DELETE', target: `/Patient?${query}` }, R5)
  expect(remove('_in=Group/1')).toMatchObject({ refused: 'PARAMETER_UNKNOWN' })
  expect(remove('identifier=1')).toMatchObject({ kind: 'delete' })
})

test('R5 has modifiers that R4 has not', () => {
  expect(get('/Observation?code:code-text=x', languageOf('R5'))).toMatchObject({ kind: 'search' })
  expect(get('/Observation?code:code-text=x')).toHaveProperty('refused')
})

test('a control or a parameter of an operation without a value says nothing', () => {
  expect(get('/Patient/1?_summary=')).toMatchObject({ kind: 'read', controls: [] })
  expect(get('/Patient/1/$everything?_since=')).toMatchObject({ kind: 'operation', parameters: [] })
})

test('over several types a code has to be a parameter of one kind', () => {
  expect(get('/?_type=AdverseEvent,DocumentReference&location=1')).toHaveProperty('refused')
})

test('a header with one meaning comes once, in whatever case; others may come again', () => {
  const once = [
    'If-Match',
    'W/"1"',
    'Accept',
    'a',
    'accept',
    'b',
    'Prefer',
    'return=minimal',
    'prefer',
    'respond-async',
  ]
  expect(checkRepeatedHeaders(once)).toBeUndefined()
  expect(checkRepeatedHeaders([...once, 'IF-MATCH', 'W/"2"'])).toMatchObject({
    refused: 'HEADER_DUPLICATE',
    detail: 'if-match',
  })
})
