import { expect, test } from 'vitest'
import { isRedacted, REDACTED, withLabels } from '../../src/fhir/security-labels.ts'

const keep = { system: 'urn:s', code: 'K' }
const added = '{"system":"urn:s","code":"K"}'

test.each<[string, string | undefined]>([
  ['{"resourceType":"Basic"}', `{"resourceType":"Basic","meta":{"security":[${added}]}}`],
  ['{"meta":{},"x":1.0}', `{"meta":{"security":[${added}]},"x":1.0}`],
  ['{"meta":{"tag":[] }}', `{"meta":{"tag":[] ,"security":[${added}]}}`],
  ['{"meta":{"security":[{"code":"A"}]}}', `{"meta":{"security":[{"code":"A"},${added}]}}`],
  [`{"meta":{"security":[${added}]}}`, `{"meta":{"security":[${added}]}}`],
  ['{"meta":1}', undefined],
  ['{"meta":{"security":"x"}}', undefined],
  ['{"meta":{"a":1,"a":2}}', undefined],
  ['{"a":1,"a":2}', undefined],
  ['{"meta":{"security":[]}}', `{"meta":{"security":[${added}]}}`],
])('labels %s', (before, after) => {
  expect(withLabels(Buffer.from(before), [keep])?.toString()).toBe(after)
})

test.each<[unknown, boolean]>([
  [{ meta: { security: [REDACTED] } }, true],
  [{ meta: { security: [{ code: 'REDACTED' }] } }, false],
  [{ meta: { security: [null, 1] } }, false],
  [{ meta: [] }, false],
  [null, false],
])('%j says that it was redacted: %s', (resource, says) => {
  expect(isRedacted(resource)).toBe(says)
})
