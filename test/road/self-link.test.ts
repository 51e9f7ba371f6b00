import { expect, test } from 'vitest'
import { atBase } from '../../src/road/self-link.ts'

test.each([
  ['https://fhir.example.org/fhir', '?_page=x', 'https://fhir.example.org/fhir?_page=x'],
  ['https://fhir.example.org', '?_page=x', 'https://fhir.example.org/?_page=x'],
  ['http://[::1]:8080', '?_id=1', 'http://[::1]:8080/?_id=1'],
  ['https://fhir.example.org', '', 'https://fhir.example.org'],
])('what is asked of %s with %s is at %s', (base, query, address) => {
  expect(atBase(base, query)).toBe(address)
})
