import { describe, expect, test } from 'vitest'
import { callerOfClaims, noticeOfClaims } from '../../src/explain/claimed-caller.ts'
import { configOf } from '../config/files.ts'
import { partsWith } from './explained.ts'

const policy = 'apiVersion: gatehouse/v1\nkind: Policy\nmetadata: { name: none, version: "1" }\n'
const { readScopes } = partsWith(policy)
const [issuer] = configOf('').issuers
const issuers = ['opaque', 'always'].map((when) => ({
  ...issuer!,
  issuer: `https://${when}.example.org`,
  introspection: { when } as NonNullable<typeof issuer>['introspection'],
}))

test.each([
  ['an issuer that is asked about all its tokens', { iss: 'https://always.example.org' }, 'introspection'],
  ['an answer about a token', { iss: 'https://opaque.example.org', active: true }, 'introspection'],
  ['a token of an issuer that is asked about opaque ones', { iss: 'https://opaque.example.org' }, 'jwt'],
  ['a claim that only looks so', { iss: 'https://opaque.example.org', active: 'true' }, 'jwt'],
  ['what the claims say of it themselves', { iss: 'https://opaque.example.org', source: 'introspection' }, 'jwt'],
])('%s', (_, claims, source) => {
  const caller = callerOfClaims({ sub: 'a', client_id: 'b', scope: 'user/*.rs', ...claims }, issuers, readScopes)
  expect(caller).toMatchObject({ source })
})

describe('claims whose issuer is a guess are spoken of', () => {
  const told = (named: string) =>
    `the claims name ${named}: they are read as those of https://opaque.example.org, while a token with them would get 401`
  test.each([
    ['one that is not configured', 'https://nobody.example', 2, told('an issuer that is not configured')],
    ['one that differs by a slash', 'https://opaque.example.org/', 2, told('an issuer that is not configured')],
    ['a list', ['https://opaque.example.org'], 1, told('an issuer that is not configured')],
    ['none, of several', undefined, 2, told('no issuer')],
    ['none, of the only one', undefined, 1, undefined],
    ['the second', 'https://always.example.org', 2, undefined],
  ])('%s', (_, iss, count, expected) => {
    expect(noticeOfClaims({ iss }, issuers.slice(0, count))).toBe(expected)
  })
})
