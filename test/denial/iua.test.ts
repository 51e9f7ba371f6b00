import { describe, expect, test } from 'vitest'
import type { Deny } from '../../src/authorize/decision.ts'
import { denialOf } from '../../src/denial/deny.ts'
import { type DenialCause, defaultDenialPolicy } from '../../src/policy/denial-policy.ts'
import { challenges } from '../../src/road/answers.ts'

function tell(cause: DenialCause, iua: boolean) {
  const deny = {
    effect: 'deny',
    cause,
    interaction: { kind: 'read', type: 'Patient', id: 'p1' },
    reason: { code: 'X', missing: [{ resourceType: 'Patient', permission: 'r' }] },
    requirements: [],
  } as unknown as Deny
  const denial = denialOf(deny, { policy: defaultDenialPolicy, challenges, contexts: ['user'], iua })
  return { status: denial.status, challenge: denial.headers['www-authenticate'] }
}

const insufficient = 'Bearer realm="fhir", error="insufficient_scope"'

describe('what is forbidden, as IHE IUA asks', () => {
  test.each<[DenialCause, boolean, number, string | undefined]>([
    ['scope', false, 403, `${insufficient}, scope="user/Patient.r"`],
    ['scope', true, 401, `${insufficient}, scope="user/Patient.r"`],
    ['policy', false, 403, undefined],
    ['policy', true, 401, insufficient],
    ['operation', true, 401, insufficient],
    ['parameter', true, 401, insufficient],
    // What is hidden stays hidden: a 401 would tell that it is there.
    ['compartment', true, 404, undefined],
    ['consent', true, 404, undefined],
  ])('%s, switched on: %s', (cause, iua, status, challenge) => {
    expect(tell(cause, iua)).toEqual({ status, challenge })
  })
})
