import { describe, expect, test } from 'vitest'
import { checkBy, criteriaOf, matcherOf } from '../../../src/authorize/policy/restriction.ts'
import { loadDefinitions } from '../../../src/config/definitions/load-definitions.ts'
import type { Denied, Permitted } from '../../../src/policy/verdict.ts'
import { authorityOf } from '../../fixtures/principal.ts'

const authority = authorityOf(loadDefinitions('R4'))
const final = [{ parameter: 'status', value: 'final' }]
const nothing = [{ parameter: 'no-such-parameter', value: 'x' }]
const observation = { resourceType: 'Observation', status: 'final' }

function permit(narrow: typeof final, judged?: Permitted | Denied): Permitted {
  return {
    effect: 'permit',
    rules: [],
    indeterminate: [],
    shadow: [],
    obligations: { narrow, redact: [], maxResults: undefined, addLabels: [], notify: [], audit: 'minimal' },
    judge: judged && { elements: 'all', judge: () => judged },
  }
}
const denied: Denied = {
  effect: 'deny',
  rules: [],
  indeterminate: [],
  shadow: [],
  code: 'POLICY_RULE',
  detail: 'denied',
  style: undefined,
  stepUp: undefined,
}

describe('what a policy narrows by', () => {
  test('is a search, or there is none on that type', () => {
    expect(criteriaOf(final, 'Observation', authority)).toHaveLength(1)
    expect(criteriaOf(nothing, 'Observation', authority)).toBeUndefined()
  })

  test('can be told of a resource, or cannot', () => {
    expect(matcherOf(final, 'Observation', authority)?.matches(observation)).toBe(true)
    expect(matcherOf(final, 'Observation', authority)?.matches({ ...observation, status: 'amended' })).toBe(false)
    expect(matcherOf(nothing, 'Observation', authority)).toBeUndefined()
    expect(checkBy(permit(nothing), 'Observation', authority)).toBeUndefined()
  })
})

describe('a resource is checked', () => {
  test.each<[string, Permitted | Denied, object, string | undefined]>([
    ['by a denial: it is refused', denied, observation, 'POLICY_RULE'],
    ['by what narrows: inside', permit(final), observation, undefined],
    ['by what narrows: outside', permit(final), { ...observation, status: 'amended' }, 'OBLIGATION_IMPOSSIBLE'],
    ['by rules that look at it', permit([], denied), observation, 'POLICY_RULE'],
    [
      'by what narrows this one',
      permit([], permit(final)),
      { ...observation, status: 'amended' },
      'OBLIGATION_IMPOSSIBLE',
    ],
    ['by what cannot be told of it', permit([], permit(nothing)), observation, 'OBLIGATION_IMPOSSIBLE'],
  ])('%s', (_, verdict, resource, code) => {
    expect(checkBy(verdict, 'Observation', authority)?.(resource)?.code).toBe(code)
  })
})
