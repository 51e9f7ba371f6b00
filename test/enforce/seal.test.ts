import { createCipheriv, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createSealer, MAX_TOKEN_LENGTH, newSealKey } from '../../src/enforce/seal.ts'

const key = (id: string) => ({ id, key: randomBytes(32) })
const current = key('k2')
const previous = key('k1')
const sealer = createSealer({ current, previous: [previous] })
const caller = ['https://id.example.org', 'client', 'subject']
const payload = { url: 'http://upstream/fhir?_getpages=1', n: 1 }
const NOW = 1_700_000_000_000
const token = sealer.seal(payload, caller, NOW + 1000)!

describe('what is opened', () => {
  test('a token of the same caller, until it expires', () => {
    expect(sealer.open(token, caller, NOW)).toEqual(payload)
    expect(sealer.open(token, caller, NOW + 999)).toEqual(payload)
  })

  test('a token of a key that only opens by now', () => {
    const old = createSealer({ current: previous, previous: [] }).seal(payload, caller, NOW + 1000)!
    expect(sealer.open(old, caller, NOW)).toEqual(payload)
  })

  test('the longest token', () => {
    const overhead = sealer.seal({ a: '' }, caller, NOW)!.length
    const fits = sealer.seal(
      { a: 'x'.repeat(Math.floor(((MAX_TOKEN_LENGTH - overhead) * 3) / 4) - 2) },
      caller,
      NOW + 1,
    )!
    expect(fits.length).toBeGreaterThan(MAX_TOKEN_LENGTH - 8)
    expect(sealer.open(fits, caller, NOW)).toBeDefined()
    expect(sealer.seal({ a: 'x'.repeat(MAX_TOKEN_LENGTH) }, caller, NOW)).toBeUndefined()
  })
})

test('a new key seals, and is unlike another', () => {
  const own = createSealer({ current: newSealKey(), previous: [newSealKey()] })
  const other = createSealer({ current: newSealKey(), previous: [] })
  const sealed = own.seal(payload, caller, NOW + 1)!
  expect(own.open(sealed, caller, NOW)).toEqual(payload)
  expect(other.open(sealed, caller, NOW)).toBeUndefined()
})

test('a token can stand in a URL, tells nothing, and is never the same twice', () => {
  expect(token).toMatch(/^[A-Za-z0-9_-]+$/)
  expect(Buffer.from(token, 'base64url').toString('latin1')).not.toMatch(/upstream|getpages|client|subject/)
  expect(sealer.seal(payload, caller, NOW + 1000)).not.toBe(token)
})

describe('what is not opened', () => {
  test.each<[string, string, string[], number]>([
    ['expired just now', token, caller, NOW + 1000],
    ['expired long ago', token, caller, NOW * 2],
    ['at no time', token, caller, Number.NaN],
    ['by another subject', token, ['https://id.example.org', 'client', 'other'], NOW],
    ['by a caller without subject', token, caller.slice(0, 2), NOW],
    ['by a caller with more', token, [...caller, ''], NOW],
    ['by a caller whose parts are cut elsewhere', token, ['https://id.example.org', 'clientsub', 'ject'], NOW],
    ['by nobody', token, [], NOW],
    [
      'of an unknown key',
      createSealer({ current: key('k9'), previous: [] }).seal(payload, caller, NOW + 1000)!,
      caller,
      NOW,
    ],
    [
      'of another key of the same id',
      createSealer({ current: key('k2'), previous: [] }).seal(payload, caller, NOW + 1000)!,
      caller,
      NOW,
    ],
    ['empty', '', caller, NOW],
    ['of one character', 'A', caller, NOW],
    ['with a character more', `${token}A`, caller, NOW],
    ['with padding', `${token}=`, caller, NOW],
    ['with white space', `${token.slice(0, 9)} ${token.slice(9)}`, caller, NOW],
    ['in the other alphabet', `${token.slice(0, -1)}+`, caller, NOW],
    ['very long', 'A'.repeat(10_000_000), caller, NOW],
    ['not ASCII', `${token}é`, caller, NOW],
    ['a header only', Buffer.from('\x01\x02k2').toString('base64url'), caller, NOW],
    ['an id longer than the token', Buffer.from('\x01\xffk2').toString('base64url'), caller, NOW],
    ['zeros', Buffer.alloc(64).toString('base64url'), caller, NOW],
  ])('%s', (_name, given, boundTo, now) => {
    expect(sealer.open(given, boundTo, now)).toBeUndefined()
  })

  test('any bit changed', () => {
    const bytes = Buffer.from(token, 'base64url')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const edited = Buffer.from(bytes)
      edited[bit >> 3]! ^= 1 << (bit & 7)
      expect(sealer.open(edited.toString('base64url'), caller, NOW)).toBeUndefined()
    }
  })

  test('cut anywhere', () => {
    for (let length = 0; length < token.length; length++)
      expect(sealer.open(token.slice(0, length), caller, NOW)).toBeUndefined()
  })

  test('a short tag', () => {
    const header = Buffer.from('\x01\x02k2')
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', current.key, nonce, { authTagLength: 4 })
    cipher.setAAD(Buffer.concat([header, Buffer.from(JSON.stringify(caller))]))
    const text = JSON.stringify({ expiresAt: NOW + 1000, payload })
    const short = Buffer.concat([header, nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()])
    expect(sealer.open(short.toString('base64url'), caller, NOW)).toBeUndefined()
  })
})

test.each([
  ['a short key', { current: { id: 'a', key: randomBytes(16) }, previous: [] }],
  ['an empty id', { current: key(''), previous: [] }],
  ['a long id', { current: key('x'.repeat(17)), previous: [] }],
  ['an id that is not plain', { current: key('a.b'), previous: [] }],
  ['an id twice', { current: key('a'), previous: [key('a')] }],
  ['a bad previous key', { current: key('a'), previous: [{ id: 'b', key: randomBytes(31) }] }],
])('%s is an error', (_name, keys) => {
  expect(() => createSealer(keys)).toThrow(TypeError)
})
