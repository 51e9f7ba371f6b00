import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { createSecret } from '../../src/config/files/secret.ts'
import { CANARY, configOf } from './files.ts'

const config = configOf(`
admin: { token: { file: token } }
upstream: { url: http://127.0.0.1/fhir, credential: { basic: { user: gatehouse, password: { env: PASSWORD } } } }
store: { redis: { url: redis://127.0.0.1, password: { env: PASSWORD } } }
`)

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
    expect(configOf('admin: { token: { file: other } }', { other: held }).admin.token?.reveal()).toBe(expected)
  })
})
