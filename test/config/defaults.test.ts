import { describe, expect, test } from 'vitest'
import { configOf } from './files.ts'

const KiB = 1024
const MiB = 1024 * KiB

describe('defaults', () => {
  const config = configOf('')

  test.each([
    ['admin', { listen: { host: '127.0.0.1', port: 9464 }, token: undefined }],
    ['dpop', { window: 60_000, nonce: false, algorithms: ['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA', 'Ed25519'] }],
    ['store', 'memory'],
    ['compartment', { subjectOnly: true, overrides: {} }],
    ['rateLimit', {}],
    ['cors', { origins: [], maxAge: 600_000 }],
    ['audit', undefined],
    ['iua', false],
    ['log', { level: 'info', format: 'json', decisions: { write: 'denials', mask: [] } }],
    ['reload', { watch: true, requireTests: false }],
    ['insecure', []],
  ] as const)('%s', (section, expected) => {
    expect(config[section]).toEqual(expected)
  })

  test('server', () => {
    expect(config.server).toMatchObject({
      ...{ listen: { host: '127.0.0.1', port: 8443 }, allowPlainText: false, trustedProxies: [], workers: 1 },
      limits: {
        ...{ url: 8 * KiB, headers: 16 * KiB, headerCount: 100, body: 10 * MiB, bundleEntries: 500, parameters: 100 },
        ...{ orValues: 100, includes: 10, chainDepth: 3, jsonDepth: 64, connections: 10_000 },
        ...{ connectionsPerAddress: 1000, inflight: 2000, eventLoopDelay: 500 },
      },
      timeouts: { headers: 10_000, request: 60_000, idle: 75_000, notice: 0, drain: 20_000 },
    })
    expect(config.server.tls).toBeUndefined()
  })

  test('the listener is open to other machines only with tls', () => {
    const secured = configOf('server: { publicUrl: https://fhir.example.org, tls: { cert: tls.crt, key: tls.key } }')
    expect(secured.server.listen).toEqual({ host: '0.0.0.0', port: 8443 })
    expect(secured.server.tls).toEqual({
      ...{ cert: '/etc/gatehouse/tls.crt', key: '/etc/gatehouse/tls.key', minVersion: 'TLSv1.2', clientAuth: 'none' },
    })
  })

  test('upstream', () => {
    expect(config.upstream).toMatchObject({
      ...{ fhirVersion: 'R4', timeouts: { connect: 2000, response: 30_000 }, connections: 128 },
      ...{ health: { path: '/metadata', interval: 10_000 }, operations: [], searchParameters: [] },
      ...{ replicas: [], breaker: { failures: 20, pause: 1000 } },
    })
    expect(config.upstream.credential).toBeUndefined()
    expect(config.upstream.url.href).toBe('http://127.0.0.1:8080/fhir')
  })

  test('issuers', () => {
    expect(config.issuers).toEqual([
      {
        ...{ issuer: 'https://id.example.org', preset: 'smart', profile: 'smart', missingAudience: 'refuse' },
        ...{ locations: ['https://fhir.example.org/fhir'], patientReference: false, clients: {} },
        ...{ audience: ['https://fhir.example.org/fhir'], clockSkew: 30_000 },
        ...{ algorithms: ['RS256', 'RS384', 'ES256', 'ES384'], tokenTypes: ['at+jwt'] },
        claims: {
          ...{ client: ['client_id', 'azp'], scope: ['scope', 'scp'], patient: ['patient'], fhirUser: ['fhirUser'] },
          ...{ roles: ['roles', 'realm_access.roles'], encounter: ['encounter'], purposeOfUse: ['purpose_of_use'] },
          subject: ['sub'],
        },
        ...{ requireBinding: false, allowPlainText: false },
      },
    ])
  })

  test('smart', () => {
    const permissions = ['permission-v1', 'permission-v2', 'permission-patient', 'permission-user']
    expect(config.smart).toEqual({ capabilities: [...permissions, 'client-confidential-asymmetric'] })
  })

  test('without a policy file the scopes decide alone', () => {
    expect(config.policy.name).toBe('default')
  })
})
