import { beforeEach, describe, expect, test } from 'vitest'
import { goodClaims, NOW } from '../token-cases.ts'
import { active, ENDPOINT, resultOf, startAsking } from './asking.ts'

const SECOND = 1000
let asking: ReturnType<typeof startAsking>
const result = (token = 'opaque') => resultOf(asking.authenticator, token)
const asked = () => asking.questions.length

beforeEach(() => {
  asking = startAsking()
})

describe('an answer is believed', () => {
  test('for its time, and not longer', async () => {
    await result()
    asking.clock.advance(59 * SECOND)
    await result()
    expect(asked()).toBe(1)
    asking.clock.advance(SECOND)
    await result()
    expect(asked()).toBe(2)
  })

  test('never past exp, whatever the time it may be kept', async () => {
    asking = startAsking({ cache: 3_600_000 })
    expect(await result()).toBe('ok')
    asking.clock.advance((goodClaims.exp - NOW) * SECOND)
    expect(await result()).toBe('ok')
    expect(asked()).toBe(2)
    asking.clock.advance(30 * SECOND)
    expect(await result()).toBe('TOKEN_EXPIRED')
  })

  test('not at all where the configuration says so', async () => {
    asking = startAsking({ cache: 0 })
    await result()
    await result()
    expect(asked()).toBe(2)
  })

  test('by many requests at once, after one question', async () => {
    const all = await Promise.all(Array.from({ length: 100 }, () => asking.authenticator.authenticate({ token: 'o' })))
    expect(new Set(all).size).toBe(1)
    expect(asked()).toBe(1)
  })

  test('for that very token', async () => {
    await result('one')
    asking.replies.set(ENDPOINT, { active: false })
    expect(await result('two')).toBe('TOKEN_INACTIVE')
    expect(await result('one')).toBe('ok')
  })
})

test('a token that is not active is remembered for five seconds, to blunt guessing', async () => {
  asking.replies.set(ENDPOINT, { active: false })
  expect(await result()).toBe('TOKEN_INACTIVE')
  asking.replies.set(ENDPOINT, active)
  asking.clock.advance(4999)
  expect(await result()).toBe('TOKEN_INACTIVE')
  expect(asked()).toBe(1)
  asking.clock.advance(1)
  expect(await result()).toBe('ok')
})

test('a token that was revoked stops when its answer is no longer believed', async () => {
  await result()
  asking.replies.set(ENDPOINT, { active: false })
  asking.clock.advance(60 * SECOND)
  expect(await result()).toBe('TOKEN_INACTIVE')
})

test('a token that has expired stays so when the wall clock is set back', async () => {
  expect(await result()).toBe('ok')
  asking.clock.advance((goodClaims.exp - NOW + 30) * SECOND)
  asking.clock.setWall(NOW * SECOND)
  expect(await result()).toBe('TOKEN_EXPIRED')
  expect(asked()).toBe(1)
})

describe('a dead endpoint', () => {
  const dead = async () => new Response('', { status: 500 })

  test('is left to rest after three failures, ever longer, and known tokens go on', async () => {
    await result('known')
    asking.replies.set(ENDPOINT, dead)
    for (let i = 0; i < 3; i++) await result(`t${i}`)
    expect(asked()).toBe(4)
    expect(await result('t4')).toBe('INTROSPECTION_UNAVAILABLE')
    expect(await result('known')).toBe('ok')
    expect(asked()).toBe(4)
    asking.clock.advance(250)
    await result('t5')
    expect(asked()).toBe(5)
    asking.clock.advance(499)
    await result('t6')
    expect(asked()).toBe(5)
    asking.clock.advance(1)
    asking.replies.set(ENDPOINT, active)
    expect(await result('t7')).toBe('ok')
    expect(await result('t8')).toBe('ok')
  })

  test('is not what rejects single tokens, however many a stranger sends', async () => {
    asking.replies.set(ENDPOINT, async () => new Response('', { status: 400 }))
    for (let i = 0; i < 10; i++) expect(await result(`odd${i}`)).toBe('INTROSPECTION_UNAVAILABLE')
    expect(asked()).toBe(10)
    asking.replies.set(ENDPOINT, active)
    expect(await result()).toBe('ok')
  })

  test('is never left to rest for more than five seconds', async () => {
    asking.replies.set(ENDPOINT, dead)
    for (let i = 0; i < 20; i++) {
      await result(`t${i}`)
      asking.clock.advance(5000)
    }
    expect(asked()).toBe(20)
  })

  test('is not taken for dead by single failures between good answers', async () => {
    for (let i = 0; i < 5; i++) {
      asking.replies.set(ENDPOINT, dead)
      expect(await result(`bad${i}`)).toBe('INTROSPECTION_UNAVAILABLE')
      asking.replies.set(ENDPOINT, active)
      expect(await result(`good${i}`)).toBe('ok')
    }
  })
})

test('more questions at once than an issuer is to bear are told to come back', async () => {
  let answer: (() => void) | undefined
  const open = new Promise<void>((resolve) => {
    answer = resolve
  })
  asking.replies.set(ENDPOINT, () => open.then(() => Response.json(active)))
  const waiting = Array.from({ length: 64 }, (_, i) => result(`t${i}`))
  expect(await result('one more')).toBe('VERIFICATION_BUSY')
  answer?.()
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(['ok']))
  expect(await result('one more')).toBe('ok')
})
