import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startIssuer } from '../../demo/issuer/issuer.ts'
import { run } from '../../src/cli/run.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const claims = { sub: 'someone', client_id: 'some-app', scope: 'user/Patient.rs user/Observation.cs openid' }
let directory: string
let connections = 0
const connect = Socket.prototype.connect

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'gatehouse-explain-'))
  const issuer = await startIssuer({ audience: 'http://127.0.0.1:8443/fhir' })
  const valid = readFileSync(join(root, 'config/gatehouse.yaml'), 'utf8')
  const configured = valid
    .replace('http://127.0.0.1:9000/realms/example', issuer.issuer)
    .replace('http://127.0.0.1:8080/fhir', 'http://127.0.0.1:1/fhir')
    .replace('credential: none', 'credential: { bearer: { env: PATH } }')
  put('gatehouse.yaml', configured)
  put('policy.yaml', readFileSync(join(root, 'config/policy.yaml'), 'utf8'))
  put('claims.json', claims)
  put('jwks.json', await (await fetch(issuer.jwksUri)).text())
  put('token', `${await issuer.mint({ scope: claims.scope })}\n`)
  put('expired', await issuer.mint({ iat: 1_600_000_000, exp: 1_600_000_300 }))
  await issuer.rotate()
  put('unknown-key', await issuer.mint())
  put('patient.json', { resourceType: 'Patient', id: '1' })
  put('patch.json', [{ op: 'replace', path: '/active', value: true }])
  put('form', 'birthdate=2000-01-01\n')
  put('text', 'not JSON')
  await issuer.stop()
  Socket.prototype.connect = function (this: Socket, ...to: Parameters<typeof connect>) {
    connections++
    return connect.apply(this, to)
  } as typeof connect
})
afterAll(() => {
  Socket.prototype.connect = connect
  rmSync(directory, { recursive: true })
})

function put(name: string, content: unknown): void {
  writeFileSync(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content))
}

/** Runs the command in this process; `FILE:` before a name stands for the directory of the test. */
async function explain(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const paths = args.map((arg) => arg.replace(/^FILE:/, `${directory}/`))
  const code = await run(['explain', '-c', join(directory, 'gatehouse.yaml'), ...paths], {
    print: (line) => out.push(line),
    complain: (line) => err.push(line),
    colours: false,
  })
  expect(connections).toBe(0)
  return { code, out: out.join('\n'), err: err.join('\n') }
}

const asClaimed = ['--claims', 'FILE:claims.json', '--request']

describe('the exit code tells the decision, and nothing is asked of anyone', () => {
  test.each([
    ['a permit', ['GET /Patient/1'], 0, 'permit: SCOPE_COVERS'],
    ['a deny', ['GET /Condition/1'], 3, 'the caller is told 403 (forbidden)'],
    ['a refusal', ['GET /Patient//1'], 3, 'the caller is told 400 (refused)'],
    ['a body', ['POST /Observation', '--body', 'FILE:patient.json'], 3, 'RESOURCE_MISMATCH'],
    ['a patch', ['PATCH /Patient/1', '--body', 'FILE:patch.json'], 3, 'with json-patch of'],
    ['a form', ['POST /Patient/_search?name=a', '--body', 'FILE:form'], 0, 'form name=a&birthdate=2000-01-01'],
    ['a header', ['GET /Patient/1', '--header', 'Accept: application/fhir+xml'], 3, 'NOT_ACCEPTABLE'],
    [
      'two of a header',
      ['GET /Patient/1', '--header', 'If-Match: a', '--header', 'if-match: b'],
      3,
      'HEADER_DUPLICATE',
    ],
    ['an address', ['GET /Patient/1', '--address', '10.20.1.5'], 0, 'permit: SCOPE_COVERS'],
    ['a moment', ['GET /Patient/1', '--now', '2026-03-02T08:00:00Z'], 0, 'permit: SCOPE_COVERS'],
    ['all rules', ['GET /Patient/1', '--all-rules'], 0, 'no rules: the scopes decide'],
    ['a resource', ['GET /Patient/1', '--resource', 'FILE:patient.json'], 0, 'patient.json) would be returned'],
  ])('%s', async (_, args, expected, said) => {
    const { code, out, err } = await explain(...asClaimed, ...args)
    expect({ code, err }).toEqual({ code: expected, err: '' })
    expect(out).toContain(said)
  })
})

test.each([
  'GET /Patient/1',
  'GET /fhir/Patient/1',
  'GET http://127.0.0.1:8443/fhir/Patient/1',
  'GET /Patient/1 HTTP/1.1',
])('%s is one and the same request', async (request) => {
  const { out } = await explain(...asClaimed, request, '--json')
  expect(JSON.parse(out)).toMatchObject({
    interaction: { kind: 'read', type: 'Patient', id: '1' },
    upstream: { method: 'GET', url: 'http://127.0.0.1:1/fhir/Patient/1' },
  })
})

test.each(['GET *', 'GET Patient/1', 'GET http://other.example/fhir/Patient/1', 'GET http://127.0.0.1:8443/fhirx'])(
  '%s is no target of this server',
  async (request) => expect(await explain(...asClaimed, request)).toMatchObject({ code: 3 }),
)

test('claims of an issuer that is not configured are read as those of the first one, and that is said', async () => {
  put('stranger.json', { iss: 'https://nobody.example', sub: 'u', client_id: 'app', scope: 'user/*.rs' })
  const asked = ['--claims', 'FILE:stranger.json', '--request', 'GET /Patient/1']
  const { code, out } = await explain(...asked)
  expect(code).toBe(0)
  expect(out).toContain('Notice\n  the claims name an issuer that is not configured: they are read as those of ')
  expect(JSON.parse((await explain(...asked, '--json')).out).notice).toContain('would get 401')
})

test('JSON holds what the contract names, and no secret', async () => {
  const { code, out } = await explain(...asClaimed, 'GET /Patient?name=a', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    interaction: { kind: 'search', type: 'Patient' },
    requirements: [{ resourceType: 'Patient', permission: 's', role: 'target', satisfiedBy: 'user/Patient.rs' }],
    decision: { effect: 'permit', reason: { code: 'SCOPE_COVERS' }, obligations: [{ kind: 'guard' }] },
    upstream: { method: 'GET', headers: { authorization: 'Bearer ***' } },
    policy: { name: 'default', version: '1.0', rules: [] },
  })
  expect(out).not.toContain(process.env.PATH)
})

describe('a token', () => {
  const withKeys = ['--jwks', 'FILE:jwks.json', '--request', 'GET /Patient/1', '--json', '--token']

  test('is verified against the keys of the file', async () => {
    const { code, out } = await explain(...withKeys, 'FILE:token')
    expect(code).toBe(0)
    expect(JSON.parse(out).caller).toMatchObject({
      subject: 'demo',
      scopes: ['user/Observation.cs', 'user/Patient.rs'],
    })
  })

  test('has to be valid at the moment that is given', async () => {
    const then = await explain(...withKeys, 'FILE:expired', '--now', '2020-09-13T12:28:00Z')
    expect(JSON.parse(then.out)).toMatchObject({ caller: { subject: 'demo' } })
    const late = await explain(...withKeys, 'FILE:token', '--now', '2099-01-01T00:00:00Z')
    expect(JSON.parse(late.out)).toMatchObject({ decision: { reason: { code: 'TOKEN_EXPIRED' } } })
  })

  test.each([
    ['FILE:expired', 'TOKEN_EXPIRED'],
    ['FILE:unknown-key', 'KEY_UNKNOWN'],
    ['FILE:text', 'AUTHORIZATION_MALFORMED'],
    ['FILE:claims.json', 'AUTHORIZATION_MALFORMED'],
  ])('%s is not accepted: %s', async (file, reason) => {
    const { code, out } = await explain(...withKeys, file)
    expect(code).toBe(3)
    expect(JSON.parse(out)).toMatchObject({
      decision: { effect: 'deny', reason: { code: reason } },
      denial: { style: 'unauthenticated' },
    })
  })
})

describe('bad input ends with 2, and nothing on standard output', () => {
  const request = ['--request', 'GET /Patient/1']
  test.each([
    ['no caller', request, 'either --claims FILE or --token FILE'],
    ['two callers', [...request, '--claims', 'FILE:claims.json', '--token', 'FILE:token'], 'either --claims'],
    ['a token without keys', [...request, '--token', 'FILE:token'], 'explain does not use the network'],
    ['keys that are none', [...request, '--token', 'FILE:token', '--jwks', 'FILE:claims.json'], 'is not a JWK Set'],
    ['keys that are not there', [...request, '--token', 'FILE:token', '--jwks', 'FILE:none'], 'does not exist'],
    ['no request', ['--claims', 'FILE:claims.json'], '--request is required'],
    ['no target', [...asClaimed, 'GET'], '--request must be a method and a target'],
    ['claims that are not there', [...request, '--claims', 'FILE:none'], 'does not exist'],
    ['claims that are no JSON', [...request, '--claims', 'FILE:text'], 'is not a JSON object of claims'],
    ['claims that are a list', [...request, '--claims', 'FILE:patch.json'], 'is not a JSON object of claims'],
    ['a body that is not there', [...asClaimed, 'POST /Patient', '--body', 'FILE:none'], 'does not exist'],
    ['a resource that is none', [...asClaimed, 'GET /Patient', '--resource', 'FILE:claims.json'], 'is not a resource'],
    [
      'a header that is none',
      [...asClaimed, 'GET /Patient', '--header', 'Prefer'],
      '--header must be a name and a value',
    ],
    ['a header of two lines', [...asClaimed, 'GET /Patient', '--header', 'A: b\r\nC: d'], '--header must be a name'],
    ['an address that is none', [...asClaimed, 'GET /Patient', '--address', 'here'], '--address must be an IP address'],
    [
      'a moment without offset',
      [...asClaimed, 'GET /Patient', '--now', '2026-03-02T08:00:00'],
      '--now must be an instant',
    ],
    ['an unknown option', [...asClaimed, 'GET /Patient', '--yaml'], 'usage: gatehouse explain'],
    ['a stray word', [...asClaimed, 'GET /Patient', 'more'], 'usage: gatehouse explain'],
  ])('%s', async (_, args, said) => {
    const { code, out, err } = await explain(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(said)
  })

  test('a configuration with problems, each of them said', async () => {
    put('broken.yaml', 'server: {}\n')
    const { code, err } = await explain('-c', 'FILE:broken.yaml', ...asClaimed, 'GET /Patient')
    expect(code).toBe(2)
    expect(err).toMatch(/broken\.yaml:1:1: upstream: is missing/)
  })
})
