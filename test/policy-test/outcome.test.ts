import { describe, expect, test } from 'vitest'
import { runOne } from './files.ts'

const read = 'token: nurse, env: inside, request: "GET /Observation/bp", resource: bp'

describe('what comes of a request', () => {
  test.each([
    [
      'a permitted read',
      read,
      '{ effect: permit, status: 200, rules: [care-read], obligations: [], returned: [bp], removed: {} }',
    ],
    [
      'no rule',
      'token: nurse, env: outside, request: "GET /Observation/bp", resource: bp',
      '{ effect: deny, status: 403, style: forbidden, rules: [], removed: { bp: [] } }',
    ],
    [
      'a rule that denies a resource',
      'token: nurse, env: inside, request: "GET /Observation/hiv", resource: hiv',
      '{ effect: deny, status: 404, style: not-found, rules: [no-hiv], returned: [] }',
    ],
    [
      'a search',
      'token: nurse, env: inside, request: "GET /Observation?patient=a", resources: [bp, hiv]',
      '{ effect: permit, status: 200, rules: [care-read], returned: [bp], removed: { hiv: [no-hiv] } }',
    ],
    [
      'a search by POST',
      'token: nurse, env: inside, request: "POST /Observation/_search?patient=a", headers: { Content-Type: application/x-www-form-urlencoded }, resources: [bp, hiv]',
      '{ effect: permit, returned: [bp] }',
    ],
    [
      'a history',
      'token: nurse, env: inside, request: "GET /Observation/hiv/_history", resources: [hiv]',
      '{ effect: deny, status: 404, returned: [] }',
    ],
    [
      'a version',
      'token: doc, env: inside, request: "GET /Observation/bp/_history/1", resource: bp',
      '{ effect: permit, returned: [bp] }',
    ],
    [
      'what is absent, and so denied',
      'token: nurse, env: inside, request: "GET /Observation/uncoded", resource: uncoded',
      '{ effect: deny, rules: [no-hiv], indeterminate: [no-hiv] }',
    ],
    [
      'what is not there',
      'token: doc, env: inside, request: "GET /Observation/bp"',
      '{ effect: permit, status: 404, returned: [] }',
    ],
    [
      'another resource than was asked for',
      'token: doc, env: inside, request: "GET /Observation/other", resource: bp',
      '{ effect: permit, status: 404, returned: [] }',
    ],
    [
      'redacted elements that are there',
      'token: nurse, request: "GET /Patient/a", resource: pat',
      '{ effect: permit, rules: [patients], obligations: [audit, redact], redacted: { pat: [Patient.address.line, Patient.telecom] } }',
    ],
    [
      'and none that are not',
      'token: nurse, request: "GET /Patient/b", resource: pat2',
      '{ effect: permit, redacted: {} }',
    ],
    [
      'an include',
      'token: doc, env: inside, request: "GET /Observation?_include=Observation:subject", resources: [bp, pat]',
      '{ effect: permit, returned: [bp, pat], redacted: { pat: [Patient.telecom, Patient.address.line] } }',
    ],
    [
      'everything of a patient',
      'token: nurse, env: inside, request: "GET /Patient/a/$everything", resources: [pat, bp, hiv]',
      '{ effect: permit, returned: [bp, pat], removed: { hiv: [no-hiv] } }',
    ],
    [
      'a limit on results',
      'token: clerk, request: "GET /Patient", resources: [pat, pat2]',
      '{ effect: permit, obligations: [maxResults], returned: [pat], removed: { pat2: [MAX_RESULTS] } }',
    ],
    [
      'a time of its own',
      'token: clerk, now: "2026-03-02T23:00:00+01:00", request: "GET /Patient", resources: [pat]',
      '{ effect: deny, rules: [] }',
    ],
    [
      'scopes that do not reach',
      'token: clerk, request: "GET /Observation/bp", resource: bp',
      '{ effect: deny, status: 403, rules: [] }',
    ],
    [
      'a record of somebody else',
      'token: ann, request: "GET /Observation", resources: [bp, uncoded]',
      '{ effect: permit, rules: [own-record], returned: [bp], removed: { uncoded: [OUTSIDE_SCOPES] } }',
    ],
    [
      'a create',
      'token: doc, request: "POST /Observation", body: bp',
      '{ effect: permit, status: 201, rules: [write-final] }',
    ],
    [
      'a create that the rule is not for',
      'token: doc, request: "POST /Observation", body: noted',
      '{ effect: deny, rules: [] }',
    ],
    [
      'a body of its own',
      'token: doc, request: "POST /Observation", body: { resourceType: Observation, status: draft }',
      '{ effect: deny }',
    ],
    [
      'an update of what may be changed',
      'token: doc, request: "PUT /Observation/bp", body: bp, resource: bp',
      '{ effect: permit, status: 200, rules: [write-final] }',
    ],
    [
      'an update of what may not',
      'token: doc, request: "PUT /Observation/bp", body: bp, resource: draft',
      '{ effect: deny, status: 403 }',
    ],
    ['a delete', 'token: doc, request: "DELETE /Observation/bp", resource: bp', '{ effect: deny, rules: [no-delete] }'],
    [
      'a rule in shadow mode',
      'token: doc, env: outside, request: "GET /Observation/bp", resource: bp',
      '{ effect: deny, shadow: { off-site: permit } }',
    ],
    [
      'a batch',
      'token: nurse, env: inside, request: "POST /", resources: [bp, hiv], body: { resourceType: Bundle, type: batch, entry: [{ request: { method: GET, url: Observation/bp } }, { request: { method: GET, url: Observation/hiv } }] }',
      '{ effect: permit, status: 200, returned: [bp], removed: { hiv: [no-hiv] } }',
    ],
    [
      'a request that is not understood',
      'token: doc, request: "GET /Observation?nothing=1"',
      '{ effect: deny, status: 400, rules: [] }',
    ],
    [
      'a token that is not accepted',
      'token: odd, request: "GET /Observation"',
      '{ effect: deny, status: 401, rules: [] }',
    ],
    ['the open path', 'token: nurse, request: "GET /metadata"', '{ effect: permit }'],
  ])('%s', async (_, given, expected) => {
    expect((await runOne(`${given}, expect: ${expected}`)).differences).toEqual([])
  })
})

describe('what differs is told', () => {
  test.each([
    ['effect', '{ effect: deny }', 'deny', 'permit'],
    ['status', '{ effect: permit, status: 404 }', '404', '200'],
    ['style', '{ effect: permit, style: hidden }', 'hidden', 'none'],
    ['rules', '{ effect: permit, rules: [] }', '[]', '[care-read]'],
    ['rules', '{ effect: permit, rules: [care-read, patients] }', '[care-read, patients]', '[care-read]'],
    ['obligations', '{ effect: permit, obligations: [redact] }', '[redact]', '[]'],
    ['returned', '{ effect: permit, returned: [] }', '[]', '[bp]'],
    ['removed', '{ effect: permit, removed: { bp: [no-hiv] } }', '{ bp: [no-hiv] }', '{}'],
    ['redacted', '{ effect: permit, redacted: { bp: [Observation.note] } }', '{ bp: [Observation.note] }', '{}'],
    ['shadow', '{ effect: permit, shadow: { off-site: deny } }', '{ off-site: deny }', '{}'],
    ['indeterminate', '{ effect: permit, indeterminate: [no-hiv] }', '[no-hiv]', '[]'],
  ])('%s: %s', async (key, expectation, expected, actual) => {
    const { differences } = await runOne(`${read}, expect: ${expectation}`)
    expect(differences).toEqual([{ key, expected, actual }])
  })

  test('with how the rules stand that have to do with it', async () => {
    const { rules } = await runOne(
      'token: nurse, env: outside, request: "GET /Observation/bp", resource: bp, expect: { effect: permit, rules: [care-read] }',
    )
    expect(rules.map(({ id, state, at }) => [id, state, at])).toEqual([
      ['care-read', 'failed', 'match.networks'],
      ['no-hiv', 'failed', 'when.eq'],
    ])
  })
})
