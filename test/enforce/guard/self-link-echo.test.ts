import { expect, test } from 'vitest'
import { echoes } from '../../../src/enforce/guard/self-link-echo.ts'

const patient = { name: 'patient', value: 'Patient/1' }
const code = { name: 'code', value: 'a,b|c' }

test.each([
  ['http://store/Observation?patient=Patient/1&code=a,b|c', true],
  ['http://store/Observation?code=a%2Cb%7Cc&_count=5&patient=Patient%2F1', true],
  ['?patient=Patient/1&code=a,b|c', true],
  ['http://store/Observation?patient=x&patient=Patient/1&code=a,b|c', true],
  ['http://store/Observation?patient=Patient/1', false],
  ['http://store/Observation?code=a,b|c', false],
  ['http://store/Observation?patient=Patient/12&code=a,b|c', false],
  ['http://store/Observation?patient:missing=Patient/1&code=a,b|c', false],
  ['patient=Patient/1&code=a,b|c', false],
  ['http://store/Observation', false],
  ['', false],
])('whether %s says that both criteria were used: %j', (url, expected) => {
  expect(echoes(url, [patient, code])).toBe(expected)
})

test('where nothing was asked, nothing need be said', () => {
  expect(echoes('http://store/Observation', [])).toBe(true)
})
