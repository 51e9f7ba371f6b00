import { describe, expect, test } from 'vitest'
import { formatProblem } from '../../src/config/problems/problem.ts'
import { CANARY, configOf, read, withRequired } from './files.ts'

const server = (keys: string) =>
  configOf(`server: { publicUrl: https://fhir.example.org/fhir, listen: { host: localhost }, ${keys} }`).server

test.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['5m', 300_000],
  ['1h', 3_600_000],
])('%s is %d milliseconds', (text, milliseconds) => {
  expect(server(`timeouts: { idle: ${text} }`).timeouts.idle).toBe(milliseconds)
})

test.each([
  ['4096', 4096],
  ['4096B', 4096],
  ['64KiB', 65_536],
  ['10MiB', 10_485_760],
  ['1GiB', 1_073_741_824],
])('%s is %d bytes', (text, bytes) => {
  expect(server(`limits: { body: ${text} }`).limits.body).toBe(bytes)
})

describe('publicUrl', () => {
  test.each([
    ['https://fhir.example.org/fhir/', '/fhir', 'https://fhir.example.org/fhir'],
    ['https://fhir.example.org', '/', 'https://fhir.example.org'],
    ['https://fhir.example.org/', '/', 'https://fhir.example.org'],
    ['https://fhir.example.org:8443/a/b', '/a/b', 'https://fhir.example.org:8443/a/b'],
  ])('%s has the path %s and gives the audience %s', (url, path, audience) => {
    const config = configOf(`server: { publicUrl: '${url}', listen: { host: localhost } }`)
    expect(config.server.publicUrl.pathname).toBe(path)
    expect(config.issuers[0]!.audience).toEqual([audience])
  })
})

describe('issuers', () => {
  const issuer = (keys: string) => configOf(`issuers: [{ issuer: https://id.example.org/, ${keys} }]`).issuers[0]!

  test('the issuer stays exactly as written', () => {
    expect(issuer('').issuer).toBe('https://id.example.org/')
  })

  test('an own audience replaces the default', () => {
    expect(issuer('audience: [a, b]').audience).toEqual(['a', 'b'])
  })

  test('a key set may have a query', () => {
    expect(issuer('jwksUri: "https://id.example.org/keys?p=1"').jwksUri?.href).toBe('https://id.example.org/keys?p=1')
  })

  test('one claim and several are read alike, and the others keep their defaults', () => {
    const { claims } = issuer('claims: { patient: [a.b, c], scope: scp }')
    expect(claims).toMatchObject({ patient: ['a.b', 'c'], scope: ['scp'], client: ['client_id', 'azp'] })
  })
})

describe('store', () => {
  test('user and password become part of the hidden URL, escaped', () => {
    const { store } = configOf(
      'store: { redis: { url: "rediss://redis:6380/2", username: "a b", password: { env: PASSWORD }, onFailure: closed } }',
    )
    if (store === 'memory') throw new Error('expected redis')
    expect(store.redis).toMatchObject({ keyPrefix: 'gatehouse', onFailure: 'closed' })
    expect(store.redis.url.reveal()).toBe(`rediss://a%20b:${CANARY}@redis:6380/2`)
  })
})

describe('site definitions', () => {
  test('operations and search parameters', () => {
    const { upstream } = configOf(`
upstream:
  url: http://127.0.0.1/fhir
  operations: [{ name: risk-score, levels: [instance], types: [Patient], permission: r, reveals: [RiskAssessment], parameters: [model] }]
  searchParameters: [{ code: birth-city, base: [Patient], type: string, expression: Patient.address.city }]`)
    expect(upstream.operations).toEqual([
      {
        ...{ name: 'risk-score', levels: ['instance'], types: ['Patient'], permission: 'r', affectsState: false },
        ...{ reveals: ['RiskAssessment'], parameters: ['model'] },
      },
    ])
    expect(upstream.searchParameters).toEqual([
      { code: 'birth-city', base: ['Patient'], type: 'string', expression: 'Patient.address.city', targets: [] },
    ])
  })
})

test('aliases can be used to say a thing once', () => {
  const { rateLimit } = configOf('rateLimit: { default: &limit { rps: 5, burst: 10 }, unauthenticated: *limit }')
  expect(rateLimit.default).toEqual({ rps: 5, burst: 10, key: 'client' })
  expect(rateLimit.unauthenticated).toEqual({ rps: 5, burst: 10, key: 'address' })
})

test.each([
  [0.5, 1],
  [2.5, 3],
  [50, 50],
])('without a burst, %d requests a second are as many at once as in a second', (rps, burst) => {
  const { rateLimit } = configOf(`rateLimit: { default: { rps: ${rps} }, unauthenticated: { rps: ${rps} } }`)
  expect([rateLimit.default?.burst, rateLimit.unauthenticated?.burst]).toEqual([burst, burst])
})

test('the environment is put into no text, and where that was probably meant it is said', () => {
  const result = read(withRequired(`smart:\n  token_endpoint: https://id.example.org/\${TOKEN}`))
  if ('problems' in result) throw new Error(result.problems.map(formatProblem).join('\n'))
  expect(result.config.smart.token_endpoint).toContain('TOKEN')
  expect(result.warnings.map(formatProblem)).toEqual([
    'gatehouse.yaml:2:19: smart.token_endpoint: names a variable of the environment, which is not put there ' +
      '(expected the value itself; only secrets can be taken from the environment, by { env: NAME })',
  ])
})

test('the configuration cannot be changed', () => {
  const config = configOf('')
  const frozen = [
    config,
    config.server,
    config.server.limits,
    config.issuers,
    config.issuers[0]!.claims.scope,
    config.policy,
  ]
  expect(frozen.every(Object.isFrozen)).toBe(true)
})
