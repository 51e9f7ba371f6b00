import { describe, expect, test, vi } from 'vitest'
import type { PolicyReach } from '../../../src/authorize/decision.ts'
import { policyGuardOf } from '../../../src/enforce/guard/policy-guard.ts'
import type { Denied, Duties, Permitted, ResourceJudge, Verdict } from '../../../src/policy/verdict.ts'
import { bytesOf, tried } from './tried.ts'

const told = { rules: [], indeterminate: [], shadow: [] }
const duties: Duties = {
  narrow: [],
  redact: [],
  maxResults: undefined,
  addLabels: [],
  notify: [],
  audit: 'minimal',
}
const permits = (narrow: Duties['narrow'] = [], judge?: ResourceJudge): Permitted => ({
  ...told,
  effect: 'permit',
  obligations: { ...duties, narrow },
  judge,
})
const denies: Denied = { ...told, effect: 'deny', code: 'POLICY_RULE', detail: '', style: undefined, stepUp: undefined }

function guardOf(request: string, verdict: Verdict) {
  const { permit, authority } = tried(request, 'user/*.rs')
  return policyGuardOf(permit, { leaving: () => verdict } as unknown as PolicyReach, authority)
}

const observation = bytesOf({ resourceType: 'Observation', id: '1', status: 'final', code: { text: 'x' } })

describe('a narrowing that cannot be told of a resource', () => {
  const untold = [{ parameter: 'value-quantity', value: 'gt5' }]
  const judging: ResourceJudge = { elements: ['status'], judge: () => permits(untold) }

  test.each<[string, string, Verdict, boolean]>([
    ['holds for the rows of the search it was said to', '/Observation', permits(untold), true],
    ['not for a resource that was read', '/Observation/1', permits(untold), false],
    ['not for versions', '/Observation/1/_history', permits(untold), false],
    ['not for what came along', '/Encounter?_revinclude=Observation:encounter', permits(untold), false],
    ['not where it comes of the resource itself', '/Observation', permits([], judging), false],
  ])('%s', (_name, request, verdict, leaves) => {
    const release = guardOf(request, verdict).release(observation)
    if (leaves) expect(release).toBe('keep')
    else expect(release).toMatchObject({ effect: 'deny', code: 'OBLIGATION_IMPOSSIBLE' })
  })
})

describe('rules that look at a resource', () => {
  test.each<[string, ResourceJudge['elements'], object]>([
    ['are shown the elements they name', ['status'], { resourceType: 'Observation', status: 'final' }],
    ['those that are there', ['status', 'subject'], { resourceType: 'Observation', status: 'final' }],
    ['or all', 'all', { resourceType: 'Observation', id: '1', status: 'final', code: { text: 'x' } }],
  ])('%s', (_name, elements, expected) => {
    const judge = vi.fn((_resource: unknown): Verdict => denies)
    expect(guardOf('/Observation', permits([], { elements, judge })).release(observation)).toBe(denies)
    expect(judge.mock.calls).toEqual([[expected]])
  })
})

test.each<[string, Verdict, boolean]>([
  ['permitted whatever they say', permits(), true],
  ['narrowed', permits([{ parameter: 'status', value: 'final' }]), false],
  ['looked at', permits([], { elements: [], judge: () => permits() }), false],
  ['denied', denies, false],
])('of resources that are %s one may be told without a look: %j', (_name, verdict, expected) => {
  expect(guardOf('/Observation', verdict).leavesUnseen('Observation')).toBe(expected)
})
