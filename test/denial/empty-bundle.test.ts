import { expect, test } from 'vitest'
import { emptyBundle } from '../../src/denial/empty-bundle.ts'

test.each([
  [{ type: 'searchset' }, '{"resourceType":"Bundle","type":"searchset","total":0}'],
  [{ type: 'history' }, '{"resourceType":"Bundle","type":"history","total":0}'],
  [
    { type: 'searchset', self: 'https://fhir.example.org/fhir/Patient?name="x"' },
    '{"resourceType":"Bundle","type":"searchset","total":0,"link":[{"relation":"self","url":"https://fhir.example.org/fhir/Patient?name=\\"x\\""}]}',
  ],
  [
    { type: 'searchset', identity: { id: 'b1', lastUpdated: '2026-01-01T00:00:00Z' } },
    '{"resourceType":"Bundle","id":"b1","meta":{"lastUpdated":"2026-01-01T00:00:00Z"},"type":"searchset","total":0}',
  ],
] as const)('%j', (bundle, bytes) => {
  expect(emptyBundle(bundle).toString()).toBe(bytes)
})
