import { describe, expect, test } from 'vitest'
import { checkRuntime } from '../../src/config/check-runtime.ts'
import { configOf, problemsIn, withRequired } from './files.ts'

/** Each refuses to start without its switch, and is named at start with it. */
const switched = [
  {
    name: 'plain text listener beyond this machine',
    without: 'server: { publicUrl: https://fhir.example.org, listen: { host: 0.0.0.0 } }',
    with: 'server: { publicUrl: https://fhir.example.org, listen: { host: 0.0.0.0 }, allowPlainText: true }',
    place: 'server.listen.host',
    named: ['server listens without TLS beyond this machine (server.allowPlainText)'],
  },
  {
    name: 'plain text on an IPv6 address',
    without: 'server: { publicUrl: https://fhir.example.org, listen: { host: "::" } }',
    with: 'server: { publicUrl: https://fhir.example.org, listen: { host: "::" }, allowPlainText: true }',
    place: 'server.listen.host',
    named: ['server listens without TLS beyond this machine (server.allowPlainText)'],
  },
  {
    name: 'public http URL',
    without: 'server: { publicUrl: http://fhir.example.org, tls: { cert: tls.crt, key: tls.key } }',
    with: 'server: { publicUrl: http://fhir.example.org, tls: { cert: tls.crt, key: tls.key }, allowPlainText: true }',
    place: 'server.publicUrl',
    named: ['server.publicUrl is http (server.allowPlainText)'],
  },
  {
    name: 'http issuer',
    without: 'issuers: [{ issuer: http://id.example.org, jwksUri: https://id.example.org/keys }]',
    with: 'issuers: [{ issuer: http://id.example.org, jwksUri: https://id.example.org/keys, allowPlainText: true }]',
    place: 'issuers[0].issuer',
    named: ['issuers[0].issuer is http (issuers[0].allowPlainText)'],
  },
  {
    name: 'http key set',
    without: 'issuers: [{ issuer: https://id.example.org, jwksUri: http://id.example.org/keys }]',
    with: 'issuers: [{ issuer: https://id.example.org, jwksUri: http://id.example.org/keys, allowPlainText: true }]',
    place: 'issuers[0].jwksUri',
    named: ['issuers[0].jwksUri is http (issuers[0].allowPlainText)'],
  },
  {
    name: 'admin listener beyond this machine',
    without: 'admin: { listen: { host: 10.0.0.5 } }',
    with: 'admin: { listen: { host: 10.0.0.5 }, token: { env: TOKEN } }',
    place: 'admin.listen.host',
    named: ['admin.listen.host is not a loopback address'],
  },
]

describe.each(switched)('$name', ({ without, with: allowed, place, named }) => {
  test('refuses to start', () => {
    const problems = problemsIn(withRequired(without))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(`: ${place}: `)
  })

  test('is named at start when it is allowed', () => {
    const { insecure } = configOf(allowed)
    expect(insecure).toHaveLength(named.length)
    for (const [index, beginning] of named.entries()) expect(insecure[index]).toContain(beginning)
  })
})

describe('allowed, and named at start', () => {
  test.each([
    ['upstream: { url: http://hapi:8080/fhir }', 'upstream.url is http: patient data is readable'],
    [
      'upstream: { url: http://hapi:8080/fhir, credential: { bearer: { env: TOKEN } } }',
      'upstream.url is http: patient data and the upstream credential are readable',
    ],
    ['store: { redis: { url: "redis://redis:6379" } }', 'store.redis.url is redis: the shared state'],
  ])('%s', (text, beginning) => {
    const { insecure } = configOf(text)
    expect(insecure).toHaveLength(1)
    expect(insecure[0]).toContain(beginning)
  })
})

describe('secure without further ado', () => {
  test.each([
    'server: { publicUrl: http://localhost:8443/fhir, listen: { host: localhost } }',
    'server: { publicUrl: "http://[::1]:8443/fhir", listen: { host: "::1" } }',
    'server: { publicUrl: https://fhir.example.org, listen: { host: 127.9.9.9 } }',
    'issuers: [{ issuer: http://localhost:9000/, jwksUri: "http://127.0.0.1:9000/keys" }]',
    'upstream: { url: https://hapi/fhir }',
    'upstream: { url: "http://[::1]:8080/fhir" }',
    'store: { redis: { url: "rediss://redis:6379" } }',
    'store: { redis: { url: "redis://localhost:6379" } }',
    'issuers: [{ issuer: https://id.example.org, tokenTypes: [at+jwt, JWT] }]',
  ])('%s', (text) => {
    expect(configOf(text).insecure).toEqual([])
  })
})

describe('hosts that only look like this machine', () => {
  test.each([
    '127.0.0.1.example.org',
    'localhost.example.org',
    '127.0.0.999',
    '0.0.0.0',
    '::ffff:8.8.8.8',
    '128.0.0.1',
  ])('%s', (host) => {
    const problems = problemsIn(withRequired(`server: { publicUrl: https://x.org, listen: { host: '${host}' } }`))
    expect(problems).toHaveLength(1)
  })
})

describe('the process', () => {
  test.each([
    [['--insecure-http-parser'], {}, '--insecure-http-parser'],
    [[], { NODE_OPTIONS: '--max-old-space-size=512 --insecure-http-parser' }, '--insecure-http-parser'],
    [[], { NODE_OPTIONS: '--insecure_http_parser' }, '--insecure-http-parser'],
    [[], { NODE_OPTIONS: '"--insecure-http-parser"' }, '--insecure-http-parser'],
    [['--tls-min-v1.0'], {}, '--tls-min-v1.0'],
    [[], { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, 'NODE_TLS_REJECT_UNAUTHORIZED'],
  ])('%j %j is refused', (flags, environment, named) => {
    const problems = checkRuntime(environment, flags)
    expect(problems.map(({ path }) => path)).toEqual([named])
  })

  test.each([
    [[], {}],
    [['--enable-source-maps'], { NODE_OPTIONS: '--max-old-space-size=512', NODE_TLS_REJECT_UNAUTHORIZED: '1' }],
  ])('%j %j is fine', (flags, environment) => {
    expect(checkRuntime(environment, flags)).toEqual([])
  })
})
