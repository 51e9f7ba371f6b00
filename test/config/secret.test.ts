import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { createSecret } from '../../src/config/files/secret.ts'
import { CANARY, configOf, problemsIn, withRequired } from './files.ts'

const config = configOf(`
admin: { token: { file: token } }
upstream: { url: http://127.0.0.1/fhir, credential: { basic: { user: gatehouse, password: { env: PASSWORD } } } }
store: { redis: { url: redis://127.0.0.1, password: { env: PASSWORD } } }
`)

const redisWith = (file: string) => `store: { redis: { url: redis://127.0.0.1, password: { file: ${file} } } }`
const upstreamWith = (file: string) =>
  `upstream: { url: http://127.0.0.1/fhir, credential: { bearer: { file: ${file} } } }`

const printers: [string, (value: unknown) => string][] = [
  ['inspect', (value) => inspect(value, { depth: 20 })],
  ['inspect without custom', (value) => inspect(value, { depth: 20, customInspect: false })],
  ['inspect with hidden', (value) => inspect(value, { depth: 20, showHidden: true, getters: true })],
  ['JSON', (value) => JSON.stringify(value)],
  ['String', (value) => String(value)],
  ['a template', (value) => `value: ${value}`],
  ['entries', (value) => Object.entries(value as object).join()],
  ['spread', (value) => JSON.stringify({ ...(value as object) })],
  ['an error', (value) => new Error('failed', { cause: value }).toString() + inspect(new Error('x', { cause: value }))],
]

describe.each([
  ['a secret', createSecret(CANARY)],
  ['a configuration with secrets', config],
])('%s', (_, value) => {
  test.each(printers)('is not shown by %s', (_name, print) => {
    expect(print(value)).not.toContain(CANARY)
  })
})

test('a secret says that it is one', () => {
  expect([`${createSecret(CANARY)}`, JSON.stringify(createSecret(CANARY)), inspect(createSecret(CANARY))]).toEqual([
    ...['***', '"***"', '***'],
  ])
})

describe('reveal gives the value', () => {
  test('of a file, without its final line break', () => {
    expect(config.admin.token?.reveal()).toBe(CANARY)
  })

  test('of an environment variable', () => {
    const { credential } = config.upstream
    expect(credential !== undefined && 'basic' in credential && credential.basic?.password.reveal()).toBe(CANARY)
  })

  test.each([
    ['one break', 'x\n', 'x'],
    ['one Windows break', 'x\r\n', 'x'],
    ['spaces', ' x ', ' x '],
  ])('%s', (_, held, expected) => {
    const { store } = configOf('store: { redis: { url: redis://127.0.0.1, password: { file: other } } }', {
      other: held,
    })
    expect(store !== 'memory' && decodeURIComponent(new URL(store.redis.url.reveal()).password)).toBe(expected)
  })
})

describe('a secret that a site makes up must not be short enough to be guessed', () => {
  test.each([
    ['admin: { token: { file: other } }', 'admin.token.file', 'visible ASCII without spaces'],
    ['log: { decisions: { userKey: { file: other } } }', 'log.decisions.userKey.file', 'text'],
  ])('%s', (text, place, form) => {
    const problems = problemsIn(withRequired(text), { other: 'fifteen_letters' })
    expect(problems).toEqual([
      expect.stringContaining(
        `: ${place}: holds a secret that is short enough to be guessed (expected a file with one line of ${form}, of at least 16 characters)`,
      ),
    ])
    expect(problemsIn(withRequired(text), { other: 'sixteen_letters!' })).toEqual([])
  })

  test('others are as long as their server made them', () => {
    expect(problemsIn(withRequired(redisWith('other')), { other: 'x' })).toEqual([])
  })
})

describe('a secret that would fail each time it is used is refused at start', () => {
  test.each([
    ['a byte order mark', redisWith('other'), '\ufeffsecret', 'holds a secret with a byte order mark'],
    [
      'what is not UTF-8',
      redisWith('other'),
      'secret\ufffd',
      'holds a secret with a byte order mark, or that is not UTF-8',
    ],
    ['a space in a token', upstreamWith('other'), 'two words', 'holds a token that no header can carry'],
    ['a letter beyond ASCII in a token', upstreamWith('other'), 'schlüssel', 'holds a token that no header can carry'],
  ])('%s', (_, text, held, problem) => {
    expect(problemsIn(withRequired(text), { other: held })).toEqual([expect.stringContaining(problem)])
  })
})
