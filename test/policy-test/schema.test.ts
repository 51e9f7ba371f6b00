import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { policyTestJsonSchema } from '../../src/policy-test/read/read.ts'

test('config/policy-test.schema.json is what `gatehouse schema policy-test` prints', () => {
  const file = new URL('../../config/policy-test.schema.json', import.meta.url)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(policyTestJsonSchema())
})
