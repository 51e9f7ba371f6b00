import { describe, expect, test } from 'vitest'
import { type FailureCode, failureAnswer } from '../../src/denial/failures.ts'
import { upstreamFailureAnswer } from '../../src/denial/upstream-failure.ts'
import { upstreamStatusAnswer } from '../../src/denial/upstream-status.ts'
import type { InteractionKind } from '../../src/fhir/interaction.ts'
import type { UpstreamFailure } from '../../src/upstream/message.ts'

const SECRET = 'SECRET-p07 at org.h2.jdbc.JdbcSQLException 10.0.0.7:8080 Patient/p2'
const headers = {
  location: 'http://10.0.0.7:8080/fhir/Patient/p2',
  'www-authenticate': 'Basic realm="hapi"',
  'set-cookie': 'JSESSIONID=1',
  etag: 'W/"2"',
  server: 'Jetty',
  'x-powered-by': 'HAPI FHIR',
}
const json = { 'content-type': 'application/fhir+json; charset=utf-8' }

describe('no answer', () => {
  test.each<[UpstreamFailure['failed'], InteractionKind, FailureCode]>([
    ['connect', 'read', 'UPSTREAM_UNREACHABLE'],
    ['connect', 'create', 'UPSTREAM_UNREACHABLE'],
    ['timeout', 'read', 'UPSTREAM_TIMEOUT'],
    ['timeout', 'search', 'UPSTREAM_TIMEOUT'],
    ['timeout', 'create', 'UPSTREAM_TIMEOUT_WRITE'],
    ['timeout', 'update', 'UPSTREAM_TIMEOUT_WRITE'],
    ['timeout', 'patch', 'UPSTREAM_TIMEOUT_WRITE'],
    ['timeout', 'delete', 'UPSTREAM_TIMEOUT_WRITE'],
    ['timeout', 'operation', 'UPSTREAM_TIMEOUT_WRITE'],
    ['timeout', 'batch', 'UPSTREAM_TIMEOUT_WRITE'],
    ['timeout', 'transaction', 'UPSTREAM_TIMEOUT_WRITE'],
    ['reset', 'vread', 'UPSTREAM_BROKEN'],
    ['reset', 'create', 'UPSTREAM_BROKEN_WRITE'],
    ['protocol', 'history', 'UPSTREAM_BROKEN'],
    ['protocol', 'transaction', 'UPSTREAM_BROKEN_WRITE'],
    ['aborted', 'page', 'UPSTREAM_BROKEN'],
  ])('%s of a %s', (failed, kind, code) => {
    expect(upstreamFailureAnswer({ failed, detail: SECRET }, kind)).toEqual(failureAnswer(code))
  })
})

describe('a status that is no success is answered in our own words, without its headers', () => {
  test.each<[upstream: number, status: number, FailureCode]>([
    [300, 502, 'UPSTREAM_REDIRECT'],
    [301, 502, 'UPSTREAM_REDIRECT'],
    [302, 502, 'UPSTREAM_REDIRECT'],
    [303, 502, 'UPSTREAM_REDIRECT'],
    [307, 502, 'UPSTREAM_REDIRECT'],
    [308, 502, 'UPSTREAM_REDIRECT'],
    [400, 400, 'UPSTREAM_INVALID'],
    [401, 502, 'UPSTREAM_DENIED'],
    [403, 502, 'UPSTREAM_DENIED'],
    [407, 502, 'UPSTREAM_DENIED'],
    [404, 404, 'UPSTREAM_NOT_FOUND'],
    [410, 404, 'UPSTREAM_NOT_FOUND'],
    [405, 405, 'UPSTREAM_METHOD'],
    [409, 409, 'UPSTREAM_CONFLICT'],
    [412, 412, 'UPSTREAM_PRECONDITION'],
    [413, 413, 'UPSTREAM_TOO_LARGE'],
    [415, 415, 'UPSTREAM_MEDIA_TYPE'],
    [422, 422, 'UPSTREAM_UNPROCESSABLE'],
    [402, 502, 'UPSTREAM_UNEXPECTED'],
    [406, 502, 'UPSTREAM_UNEXPECTED'],
    [418, 502, 'UPSTREAM_UNEXPECTED'],
    [451, 502, 'UPSTREAM_UNEXPECTED'],
    [101, 502, 'UPSTREAM_UNEXPECTED'],
    [600, 502, 'UPSTREAM_UNEXPECTED'],
    [999, 502, 'UPSTREAM_UNEXPECTED'],
    [500, 500, 'UPSTREAM_FAULT'],
    [501, 501, 'UPSTREAM_FAULT'],
    [502, 502, 'UPSTREAM_FAULT'],
    [504, 504, 'UPSTREAM_FAULT'],
    [507, 507, 'UPSTREAM_FAULT'],
    [599, 599, 'UPSTREAM_FAULT'],
  ])('%d becomes %d', (upstream, status, code) => {
    const answer = upstreamStatusAnswer({ status: upstream, headers, body: Buffer.from(SECRET) })
    expect(answer).toEqual({ ...failureAnswer(code), status, headers: json })
  })

  test.each([200, 201, 202, 204, 206, 299, 304])('%d is no failure', (status) => {
    expect(upstreamStatusAnswer({ status, headers })).toBeUndefined()
  })
})

describe('a server that is busy: 503, and when to come back', () => {
  test.each([
    [429, '30', '30'],
    [503, '0', '0'],
    [503, '86400', '86400'],
    [503, '999999', '5'],
    [503, '-1', '5'],
    [503, '1.5', '5'],
    [503, 'Sun, 22 Nov 2026 04:00:00 GMT', '5'],
    [503, '5, 6', '5'],
    [429, undefined, '5'],
  ])('%d, Retry-After %s: %s', (status, given, told) => {
    const answer = upstreamStatusAnswer({
      status,
      headers: { ...headers, ...(given !== undefined && { 'retry-after': given }) },
    })
    expect(answer).toEqual({ ...failureAnswer('UPSTREAM_BUSY'), headers: { ...json, 'retry-after': told } })
  })
})

describe('issues of a rejected content', () => {
  const issue = { severity: 'error', code: 'required', diagnostics: SECRET, expression: ['Patient.name'] }
  const body = Buffer.from(JSON.stringify({ resourceType: 'OperationOutcome', issue: [issue] }))
  test.each([400, 422])('stay with %d, cleaned', (status) => {
    const answer = upstreamStatusAnswer({ status, headers, body })
    expect(answer).toMatchObject({ status, headers: json })
    expect(answer?.body.toString()).toBe(
      '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"required","expression":["Patient.name"]}]}',
    )
  })
  test.each([401, 404, 405, 409, 410, 412, 429, 500, 503])('go with %d', (status) => {
    expect(upstreamStatusAnswer({ status, headers, body })).toEqual(upstreamStatusAnswer({ status, headers }))
  })
})
