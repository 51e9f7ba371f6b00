import { expect, test } from 'vitest'
import { callerOfClaims } from '../../src/explain/claimed-caller.ts'
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
