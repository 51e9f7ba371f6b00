import { describe, expect, test } from 'vitest'
import { challengeFor } from '../../src/authn/challenge.ts'
import { type AuthenticationCode, authenticationFailures, fail } from '../../src/authn/failure.ts'
import { type FailureCode, failureAnswer, failures } from '../../src/denial/failures.ts'
import { limitedAnswer } from '../../src/denial/rate-limited.ts'
import { refusalAnswer } from '../../src/denial/refusals.ts'
import { unauthenticatedAnswer } from '../../src/denial/unauthenticated.ts'
import { type RefusalCode, refusals, refuse } from '../../src/fhir/refusal.ts'

const json = { 'content-type': 'application/fhir+json; charset=utf-8' }

function bytes(severity: string, code: string, text: string): string {
  return `{"resourceType":"OperationOutcome","issue":[{"severity":"${severity}","code":"${code}","details":{"text":"${text}"}}]}`
}

describe('a refusal', () => {
  test.each(Object.keys(refusals) as RefusalCode[])('%s', (code) => {
    const { status, issue, show } = refusals[code]
    const answer = refusalAnswer(refuse(code, 'identifier=123-45-6789', 3))
    const headers = code === 'METHOD_NOT_ALLOWED' ? { ...json, allow: 'GET, HEAD, POST, PUT, PATCH, DELETE' } : json
    expect({ ...answer, body: answer.body.toString() }).toEqual({
      status,
      headers,
      body: bytes('error', issue, show),
    })
  })

  test('of a method names those that the path has', () => {
    const answer = refusalAnswer({ refused: 'METHOD_NOT_ALLOWED', allowed: ['GET', 'HEAD'] })
    expect(answer.headers.allow).toBe('GET, HEAD')
  })
})

describe('a failed authentication', () => {
  test.each(Object.keys(authenticationFailures) as AuthenticationCode[])('%s', (code) => {
    const failure = fail(code, 'kid 123-45-6789')
    const { status, headers, body } = unauthenticatedAnswer(failure, challengeFor(failure))
    expect(status).toBe(failure.status)
    expect(body.toString()).toBe(bytes('error', failure.issue, failure.show))
    if (status === 503) expect(headers).toEqual({ ...json, 'retry-after': '5' })
    else
      expect(headers).toEqual({
        ...json,
        'www-authenticate': expect.stringMatching(/^(?:Bearer realm="fhir"|DPoP algs="", error="\w+_dpop_\w+")/),
      })
  })
})

describe('a failure', () => {
  test.each(Object.keys(failures) as FailureCode[])('%s', (code) => {
    const answer = failureAnswer(code)
    const severity = ['FAULT', 'UPSTREAM_BROKEN', 'UPSTREAM_BROKEN_WRITE'].includes(code) ? 'fatal' : 'error'
    const body = bytes(severity, failures[code].issue, failures[code].show)
    expect({ ...answer, body: answer.body.toString() }).toEqual({
      code,
      status: failures[code].status,
      headers: json,
      body,
    })
  })
})

describe('above a limit', () => {
  const fields = { 'RateLimit-Policy': '"default";q=10;w=1', RateLimit: '"default";r=0;t=1' }
  const lower = { 'ratelimit-policy': '"default";q=10;w=1', ratelimit: '"default";r=0;t=1' }
  test('429 with the fields of the limit', () => {
    const answer = limitedAnswer({ kind: 'limited', tooCostly: false, headers: { ...fields, 'Retry-After': '1' } })
    expect(answer).toMatchObject({ code: 'LIMIT_EXCEEDED', status: 429 })
    expect(answer.headers).toEqual({ ...json, ...lower, 'retry-after': '1' })
  })
  test('429 without a time when waiting does not help', () => {
    const answer = limitedAnswer({ kind: 'limited', tooCostly: true, headers: fields })
    expect(answer).toMatchObject({ code: 'LIMIT_TOO_COSTLY', status: 429 })
    expect(answer.headers).toEqual({ ...json, ...lower })
  })
  test('503 when the count cannot be had', () => {
    const answer = limitedAnswer({ kind: 'store-unavailable', tooCostly: false, headers: { 'Retry-After': '1' } })
    expect(answer).toMatchObject({ code: 'LIMIT_UNKNOWN', status: 503 })
    expect(answer.headers).toEqual({ ...json, 'retry-after': '1' })
  })
})
