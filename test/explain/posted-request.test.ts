import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { callerOfClaims } from '../../src/explain/claimed-caller.ts'
import { type Callers, explainPosted } from '../../src/explain/posted-request.ts'
import { config, partsWith } from './explained.ts'

const parts = partsWith(readFileSync(new URL('policy.yaml', import.meta.url), 'utf8'))
const callers: Callers = {
  ofClaims: (claims) => callerOfClaims(claims, config.issuers, parts.readScopes),
  noticeOf: () => undefined,
  ofToken: async (token) =>
    callerOfClaims({ sub: token, roles: ['nurse'], scope: 'user/*.rs' }, config.issuers, parts.readScopes),
}
const claims = { sub: 'u1', client_id: 'w', roles: ['nurse'], scope: 'user/*.rs user/*.u' }
const inside = { address: '10.20.1.5', now: '2026-03-02T09:15:00Z' }

describe('what is posted is explained', () => {
  test.each([
    ['claims', { claims, request: 'GET /Observation/1', ...inside }, 'permit'],
    ['a token', { token: 't', request: 'GET /Observation/1', ...inside }, 'permit'],
    ['an address outside', { claims, request: 'GET /Observation/1', address: '192.0.2.1' }, 'deny'],
    ['no address', { claims, request: 'GET /Observation/1' }, 'deny'],
    [
      'a header that a rule looks at, and a body',
      {
        claims,
        request: 'PUT /Patient/a',
        headers: { 'X-Ward': 'ward-1' },
        body: { resourceType: 'Patient', id: 'a' },
        ...inside,
      },
      'deny',
    ],
    ['a request below the public URL', { claims, request: 'GET /fhir/Observation/1', ...inside }, 'permit'],
  ])('%s', async (_, posted, effect) => {
    expect(await explainPosted(posted, parts, callers)).toMatchObject({ decision: { effect } })
  })

  test('with resources, each by itself', async () => {
    const hiv = { resourceType: 'Observation', id: 'hiv', code: { coding: [{ code: '7917-8' }] } }
    const posted = {
      claims,
      request: 'GET /Observation',
      resource: [hiv, { ...hiv, id: 'x', code: { coding: [{ code: '1' }] } }],
    }
    const explanation = await explainPosted({ ...posted, ...inside }, parts, callers)
    expect(explanation).toMatchObject({
      resources: [{ leaves: false, reason: { code: 'POLICY_RULE' } }, { leaves: true }],
    })
  })
})

describe('what cannot be explained is told, without its values', () => {
  test.each([
    ['nothing', undefined, 'body: expected a JSON object'],
    ['a list', [], 'body: expected a JSON object'],
    ['no caller', { request: 'GET /Patient' }, 'claims: expected either claims or token'],
    ['two callers', { claims, token: 'secret', request: 'GET /Patient' }, 'claims: expected either claims or token'],
    ['no request', { claims }, 'request: expected a method and a target'],
    ['a request without target', { claims, request: 'secret' }, 'request: expected a method and a target'],
    ['an unknown key', { claims, request: 'GET /Patient', jwks: 'secret' }, 'body: jwks is not known'],
    [
      'a moment without offset',
      { claims, request: 'GET /Patient', now: '2026-03-02T09:15:00' },
      'now: expected an instant',
    ],
    [
      'an address that is none',
      { claims, request: 'GET /Patient', address: 'secret' },
      'address: expected an IP address',
    ],
    ['claims that are no object', { claims: 'secret', request: 'GET /Patient' }, 'claims: expected a JSON object'],
    [
      'a resource without type',
      { claims, request: 'GET /Patient', resource: { id: 'secret' } },
      'resource[0]: is not a resource',
    ],
    ['too many resources', { claims, request: 'GET /Patient', resource: Array(101).fill({}) }, 'resource: expected'],
  ])('%s', async (_, posted, said) => {
    const result = await explainPosted(posted, parts, callers)
    const faults = 'faults' in result ? result.faults.join('\n') : ''
    expect(faults).toContain(said)
    expect(faults).not.toContain('secret')
  })
})
