import { expect, test } from 'vitest'
import { editDistance, nearest } from '../../src/config/problems/nearest.ts'

const known = ['url', 'publicUrl', 'trustedProxies', 'jwksUri', 'rateLimit']

test.each([
  ['publicUrls', 'publicUrl'],
  ['public_url', 'publicUrl'],
  ['PUBLICURL', 'publicUrl'],
  ['trustProxies', 'trustedProxies'],
  ['jwks-uri', 'jwksUri'],
  ['rateLimits', 'rateLimit'],
  ['ulr', 'url'],
  ['uri', 'url'],
])('%s was meant to be %s', (name, meant) => {
  expect(nearest(name, known)).toBe(meant)
})

test.each(['', 'x', 'port', 'completelyDifferent', 'u'.repeat(5000)])('%s is near nothing', (name) => {
  expect(nearest(name, known)).toBeUndefined()
})

test.each([
  ['', '', 0],
  ['abc', '', 3],
  ['abc', 'acb', 1],
  ['kitten', 'sitting', 3],
])('from %j to %j: %d edits', (a, b, edits) => {
  expect(editDistance(a, b)).toBe(edits)
  expect(editDistance(b, a)).toBe(edits)
})
