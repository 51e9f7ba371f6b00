import { expect, test } from 'vitest'
import { randomDigits } from '../../../src/road/forward/trace-ids.ts'

test('trace ids have the digits that were asked for, and none comes twice', () => {
  // More than one pool of randomness, whose end falls within an id.
  const ids = Array.from({ length: 2000 }, (_, n) => randomDigits(n % 3 === 0 ? 32 : 16))
  for (const [n, id] of ids.entries()) expect(id).toMatch(n % 3 === 0 ? /^[0-9a-f]{32}$/ : /^[0-9a-f]{16}$/)
  expect(new Set(ids).size).toBe(ids.length)
})
