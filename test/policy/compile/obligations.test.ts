import { describe, expect, test } from 'vitest'
import { compileRules } from '../../../src/policy/compile-rules.ts'
import type { Rule } from '../../../src/policy/language.ts'
import type { Permitted, Verdict } from '../../../src/policy/verdict.ts'
import { circumstances, client, condition, knowledge, policy, principal, question, rule } from '../documents.ts'

const caller = principal({ clientId: 'app', patient: '1', fhirUser: 'Patient/1' })

function ask(rules: readonly Rule[], claims: Record<string, unknown> = {}, organization = 'Organization/a'): Verdict {
  const document = policy(rules, { clients: { app: client({ organization }) } })
  return compileRules(document, knowledge).ask(
    question({ interaction: 'search' }),
    { ...caller, claims },
    circumstances,
  )
}

const duties = (verdict: Verdict) => (verdict as Permitted).obligations
const onFinal = condition.eq('resource.status', 'final')

describe('obligations of several permits', () => {
  test('are joined, the stricter wins', () => {
    const element = { type: 'Patient', path: ['address'] }
    const verdict = ask([
      rule('a', {
        obligations: { maxResults: 50, redact: [{ ...element, style: 'mask-value' }], notify: ['x'], audit: 'minimal' },
      }),
      rule('b', {
        obligations: { maxResults: 10, redact: [{ ...element, style: 'remove' }], audit: 'comprehensive' },
      }),
      rule('c', { obligations: { notify: ['x', 'y'], addLabels: [{ system: undefined, code: 'R' }] } }),
    ])
    expect(duties(verdict)).toEqual({
      narrow: [],
      maxResults: 10,
      redact: [{ ...element, style: 'remove' }],
      notify: ['x', 'y'],
      addLabels: [{ system: undefined, code: 'R' }],
      audit: 'comprehensive',
    })
  })

  test('of a permit that looks at the resource hold for what it permits', () => {
    const redact = [{ type: 'Observation', path: ['note'], style: 'remove' }] as const
    const verdict = ask([rule('a'), rule('b', { when: onFinal, obligations: { redact } })]) as Permitted
    expect(verdict.obligations.redact).toEqual([])
    const judge = (status: string) => duties(verdict.judge!.judge({ resourceType: 'Observation', status }))
    expect(judge('final').redact).toEqual(redact)
    expect(judge('draft').redact).toEqual([])
  })
})

describe('obligations of permits of which some look at the resource', () => {
  const redact = [{ type: 'Observation', path: ['note'], style: 'remove' }] as const
  const onDraft = condition.eq('resource.status', 'draft')

  test('what any of them may redact is told, and nothing where none does', () => {
    const one = ask([rule('a', { when: onFinal, obligations: { redact } }), rule('b', { when: onDraft })])
    expect(one).toMatchObject({ effect: 'permit', mayRedact: redact })
    expect(ask([rule('a', { when: onFinal }), rule('b')])).not.toHaveProperty('mayRedact')
  })

  test('the fewest results of all hold, whichever permits in the end', () => {
    const fewest = rule('b', { when: onFinal, obligations: { maxResults: 5 } })
    const sure = ask([rule('a', { obligations: { maxResults: 9, audit: 'comprehensive' } }), fewest])
    expect(duties(sure)).toMatchObject({ maxResults: 5, audit: 'comprehensive' })
    expect(duties(ask([fewest, rule('c', { when: onDraft, obligations: { maxResults: 3 } })])).maxResults).toBe(3)
  })

  test('a permit without conditions leaves nothing to be judged, unless another asks for something', () => {
    const judged = (obligations: Parameters<typeof rule>[1]) =>
      (ask([rule('a'), rule('b', { when: onFinal, ...obligations })]) as Permitted).judge !== undefined
    expect(judged({})).toBe(false)
    expect(judged({ obligations: { redact } })).toBe(true)
    expect(judged({ obligations: { addLabels: [{ system: undefined, code: 'R' }] } })).toBe(true)
    expect(judged({ obligations: { redact, addLabels: [{ system: undefined, code: 'R' }] } })).toBe(true)
    expect(judged({ obligations: { notify: ['x'] } })).toBe(true)
    expect(judged({ obligations: { audit: 'comprehensive' } })).toBe(true)
    expect(judged({ obligations: { audit: 'minimal' } })).toBe(false)
  })
})

test('the order of rules makes no difference to what is asked for', () => {
  const labels = ['1', '2', '3'].map((code) => ({ system: undefined, code }))
  const rules = labels.map((label, at) =>
    rule(`r${at}`, { obligations: { addLabels: [label], notify: [label.code], narrow: { requestor: label.code } } }),
  )
  const forwards = duties(ask(rules))
  expect(duties(ask([...rules].reverse()))).toEqual(forwards)
  expect(forwards).toMatchObject({ addLabels: labels, notify: ['1', '2', '3'], audit: 'minimal' })
  expect(forwards.narrow.map(({ value }) => value)).toEqual(['1', '2', '3'])
})

test('labels of different systems are different labels', () => {
  const obligations = {
    addLabels: [
      { system: undefined, code: 'R' },
      { system: 'http://s', code: 'R' },
    ],
  }
  expect(duties(ask([rule('a', { obligations })])).addLabels).toHaveLength(2)
})

describe('narrow', () => {
  const narrowed = (value: string, more: Partial<Rule> = {}) =>
    rule('a', { ...more, obligations: { narrow: { requestor: value } } })

  test.each([
    ['a literal', 'Organization/x', 'Organization/x'],
    ['an attribute', `$\{client.organization}`, 'Organization/a'],
    ['text around it', `x-$\{client.id}-y`, 'x-app-y'],
    ['what separates is data', `$\{token.odd}`, 'a\\,b\\|c\\$\\\\'],
    ['several values are alternatives', `$\{token.many}`, 'a,b'],
  ])('%s is filled in', (_, text, value) => {
    const verdict = ask([narrowed(text)], { odd: 'a,b|c$\\', many: ['a', 'b'] })
    expect(duties(verdict).narrow).toEqual([{ parameter: 'requestor', value }])
  })

  test.each([['token.none'], ['resource.status'], ['nonsense'], ['token.object']])('%s cannot be filled in', (name) => {
    const verdict = ask([narrowed(`$\{${name}}`)], { object: { a: 1 } })
    expect(verdict).toMatchObject({ effect: 'deny', code: 'OBLIGATION_IMPOSSIBLE', rules: [{ id: 'a' }] })
    expect(ask([narrowed(`$\{${name}}`), rule('b')], {})).toMatchObject({ effect: 'permit', rules: [{ id: 'b' }] })
  })

  test('of a permit that looks at the resource counts before it is there', () => {
    const verdict = ask([narrowed('x', { when: onFinal })])
    expect(duties(verdict).narrow).toEqual([{ parameter: 'requestor', value: 'x' }])
  })

  test('of several such permits, only what all of them ask for', () => {
    const other = { ...narrowed('y', { when: onFinal }), id: 'b' }
    expect(duties(ask([narrowed('x', { when: onFinal }), other])).narrow).toEqual([])
    const elsewhere = rule('b', { when: onFinal, obligations: { narrow: { performer: 'x' } } })
    expect(duties(ask([narrowed('x', { when: onFinal }), elsewhere])).narrow).toEqual([])
    const same = { ...narrowed('x', { when: onFinal }), id: 'b' }
    expect(duties(ask([narrowed('x', { when: onFinal }), same])).narrow).toEqual([
      { parameter: 'requestor', value: 'x' },
    ])
  })
})

describe('step-up', () => {
  const now = circumstances.now / 1000
  const strong = rule('a', { obligations: { stepUp: { acr: ['aal2', 'aal3'], maxAge: 600 } } })

  test.each<[string, Record<string, unknown>]>([
    ['nothing told', {}],
    ['too weak', { acr: 'aal1', auth_time: now }],
    ['too old', { acr: 'aal2', auth_time: now - 601 }],
    ['in the future', { acr: 'aal2', auth_time: now + 3600 }],
    ['no number', { acr: 'aal2', auth_time: `${now}` }],
    ['a list', { acr: ['aal2'], auth_time: now }],
  ])('is needed: %s', (_, claims) => {
    expect(ask([strong], claims)).toMatchObject({
      code: 'STEP_UP_NEEDED',
      stepUp: { acr: ['aal2', 'aal3'], maxAge: 600 },
    })
    expect(ask([strong, rule('b')], claims)).toMatchObject({ effect: 'permit', rules: [{ id: 'b' }] })
    expect(ask([strong, rule('b', { effect: 'deny' })], claims)).toMatchObject({ code: 'POLICY_RULE' })
  })

  test('is not needed for a login that is strong and fresh', () => {
    expect(ask([strong], { acr: 'aal3', auth_time: now - 600 })).toMatchObject({ effect: 'permit' })
  })

  test('where any of two would do, the first by its id is asked for', () => {
    const other = rule('0', { obligations: { stepUp: { acr: ['aal9'], maxAge: undefined } } })
    for (const rules of [
      [strong, other],
      [other, strong],
    ]) {
      expect(ask(rules)).toMatchObject({ stepUp: { acr: ['aal9'] } })
    }
  })
})

describe('whose records alone can be permitted', () => {
  const own = rule('own', { match: { relation: 'self' } })
  test('is told when every permit asks', () => {
    expect(ask([own, rule('b', { match: { relation: 'context' } })])).toMatchObject({ patients: ['1'] })
  })

  test('is the caller’s own patient for self, and the launch patient for context', () => {
    const document = (relation: 'self' | 'context') => policy([rule('a', { match: { relation } })])
    const patients = (relation: 'self' | 'context') =>
      compileRules(document(relation), knowledge).ask(
        question({ interaction: 'search' }),
        { ...caller, patient: '2' },
        circumstances,
      )
    expect(patients('self')).toMatchObject({ patients: ['1'] })
    expect(patients('context')).toMatchObject({ patients: ['2'] })
  })

  test('of several patients, in an order that does not depend on that of the rules', () => {
    const context = rule('b', { match: { relation: 'context' } })
    for (const rules of [
      [own, context],
      [context, own],
    ]) {
      const verdict = compileRules(policy(rules), knowledge).ask(
        question({ interaction: 'search' }),
        { ...caller, patient: '0' },
        circumstances,
      )
      expect(verdict).toMatchObject({ patients: ['0', '1'] })
    }
  })

  test('is not told when one does not', () => {
    expect(ask([own, rule('b', { when: onFinal })])).not.toHaveProperty('patients')
    expect(ask([own, rule('b')])).not.toHaveProperty('patients')
  })
})
