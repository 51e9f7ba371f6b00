import { describe, expect, test } from 'vitest'
import { explained } from './explained.ts'

const scopes = 'system/*.cruds'

describe('what cannot be read is denied to everyone, and nothing is sent', () => {
  test.each([
    ['GET /metadata/../Patient', 'TARGET_MALFORMED', 400],
    ['GET /metadata/%2e%2e/Patient', 'TARGET_MALFORMED', 400],
    ['GET /metadata/..%2fPatient', 'TARGET_MALFORMED', 400],
    ['GET /metadata\\..\\Patient', 'TARGET_MALFORMED', 400],
    ['GET /metadata%5c..%5cPatient', 'TARGET_MALFORMED', 400],
    ['GET /metadata/..;/Patient', 'TARGET_MALFORMED', 400],
    ['GET /metadata/%252e%252e/Patient', 'TARGET_MALFORMED', 400],
    ['GET /Patient/./1', 'TARGET_MALFORMED', 400],
    ['GET /Patient/.', 'TARGET_MALFORMED', 400],
    ['GET /Patient#frag', 'TARGET_MALFORMED', 400],
    ['GET /Patient%00', 'TARGET_MALFORMED', 400],
    ['GET /Patient//1', 'TARGET_MALFORMED', 400],
    ['GET /Patient%zz', 'TARGET_MALFORMED', 400],
    ['GET /Patiënt', 'TARGET_MALFORMED', 400],
    ['GET /Pat\tient', 'TARGET_MALFORMED', 400],
    ['GET /Patient/1 HTTP', 'TARGET_MALFORMED', 400],
    ['GET //host/Patient', 'TARGET_MALFORMED', 400],
    ['GET /PATIENT', 'TYPE_UNKNOWN', 404],
    ['GET /patient', 'PATH_UNKNOWN', 404],
    ['get /Patient', 'METHOD_NOT_ALLOWED', 405],
    ['GET /Patient?a=1&a=2', 'PARAMETER_UNKNOWN', 400],
    ['GET /Patient?name=1?b=%', 'QUERY_MALFORMED', 400],
    ['GET /Patient?_count=1&_count=2', 'QUERY_MALFORMED', 400],
    ['GET /?_page=abc', 'PAGE_UNKNOWN', 404],
  ])('%s', (request, code, status) => {
    const explanation = explained({ request, scopes })
    expect(explanation).toMatchObject({
      refusal: { code, status, issue: expect.any(String), detail: expect.any(String) },
      requirements: [],
      decision: { effect: 'deny', reason: { code } },
      denial: { status, style: 'refused' },
    })
    expect(explanation).not.toHaveProperty('interaction')
    expect(explanation).not.toHaveProperty('upstream')
  })

  test('a body above the limit, and one where none belongs', () => {
    const large = explained({ request: 'POST /Patient', scopes, body: { text: 'x'.repeat(10 * 1024 * 1024) } })
    expect(large.refusal?.code).toBe('BODY_TOO_LARGE')
    expect(explained({ request: 'GET /Patient', scopes, body: {} }).refusal?.code).toBe('BODY_NOT_ALLOWED')
  })

  test('the entry of a transaction is named', () => {
    const entry = [{ request: { method: 'GET', url: 'Patient/1' } }, { request: { method: 'GET', url: '/Patient/1' } }]
    const { refusal } = explained({
      request: 'POST /',
      scopes,
      body: { resourceType: 'Bundle', type: 'transaction', entry },
    })
    expect(refusal).toMatchObject({ code: 'ENTRY_URL', entry: 1 })
  })
})

test.each([
  ['GET /Pati%65nt', 'Patient'],
  ['GET /Patient/?_i%64=1', 'Patient?_id=1'],
])('%s is decoded once and written anew', (request, sent) => {
  expect(explained({ request, scopes }).upstream?.url).toBe(`http://127.0.0.1:8080/fhir/${sent}`)
})

describe('a caller who is not accepted', () => {
  test.each([
    [{ request: 'GET /Patient/1', scopes, claims: { patient: ['1', '2'] } }, 'CONTEXT_INVALID', 401],
    [{ request: 'GET /Patient/1', scopes, claims: { sub: 7 } }, 'CLAIM_INVALID', 401],
    [{ request: 'GET /Patient?access_token=x', scopes }, 'TOKEN_IN_QUERY', 400],
  ])('%j', (given, code, status) => {
    const explanation = explained(given)
    expect(explanation).toMatchObject({
      decision: { effect: 'deny', reason: { code } },
      denial: { status, style: 'unauthenticated', wwwAuthenticate: expect.stringContaining('Bearer') },
    })
    expect(explanation).not.toHaveProperty('interaction')
    expect(explanation).not.toHaveProperty('upstream')
  })

  test('may still ask for what is open to everyone', () => {
    const claims = { sub: 7 }
    expect(explained({ request: 'GET /metadata', scopes, claims }).decision).toMatchObject({
      effect: 'permit',
      reason: { code: 'PUBLIC' },
    })
  })

  test.each(['smart-configuration', 'oauth-protected-resource'])('may still ask for %s', (kind) => {
    const discovery = explained({ request: `GET /.well-known/${kind}`, scopes, claims: { sub: 7 } })
    expect(discovery).toMatchObject({ interaction: { kind }, decision: { effect: 'permit' } })
    expect(discovery).not.toHaveProperty('upstream')
  })
})
