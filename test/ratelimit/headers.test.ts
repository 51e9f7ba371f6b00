import { describe, expect, test } from 'vitest'
import { rateLimitHeaders, rateLimitPolicy } from '../../src/ratelimit/headers.ts'
import type { Verdict } from '../../src/store/gcra.ts'

const full: Verdict = { admitted: true, remaining: 100, resetMs: 0 }

describe('the policy is the bucket and the seconds it takes to fill', () => {
  test.each([
    [50, 100, '"default";q=100;w=2'],
    [50, 80, '"default";q=80;w=2'],
    [100, 10, '"default";q=10;w=1'],
    [0.5, 30, '"default";q=30;w=60'],
    [10, 2.5, '"default";q=2;w=1'],
  ])('%d a second, burst %d: %s', (rps, burst, policy) => {
    const bucket = { shown: 'default', policy: rateLimitPolicy('default', { rps, burst }) }
    expect(rateLimitHeaders(bucket, full)['RateLimit-Policy']).toBe(policy)
  })
})

describe('the state', () => {
  const limit = { rps: 2, burst: 5 }
  test.each<[string, Verdict, object]>([
    ['full', { admitted: true, remaining: 5, resetMs: 0 }, { RateLimit: '"unauthenticated";r=5;t=0' }],
    ['used', { admitted: true, remaining: 1, resetMs: 2001 }, { RateLimit: '"unauthenticated";r=1;t=3' }],
    [
      'refused for some milliseconds',
      { admitted: false, remaining: 0, resetMs: 2500, retryAfterMs: 3 },
      { RateLimit: '"unauthenticated";r=0;t=3', 'Retry-After': '1' },
    ],
    [
      'refused for longer',
      { admitted: false, remaining: 1, resetMs: 2000, retryAfterMs: 1500 },
      { RateLimit: '"unauthenticated";r=1;t=2', 'Retry-After': '2' },
    ],
    [
      'refused for ever: no Retry-After',
      { admitted: false, remaining: 5, resetMs: 0, retryAfterMs: 'never' },
      { RateLimit: '"unauthenticated";r=5;t=0' },
    ],
  ])('%s', (_, verdict, expected) => {
    const bucket = { shown: 'unauthenticated', policy: rateLimitPolicy('unauthenticated', limit) }
    const headers = rateLimitHeaders(bucket, verdict)
    expect(headers).toEqual({ 'RateLimit-Policy': '"unauthenticated";q=5;w=3', ...expected })
  })
})
