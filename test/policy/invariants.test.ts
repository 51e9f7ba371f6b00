import { describe, expect, test } from 'vitest'
import { compileRules } from '../../src/policy/compile-rules.ts'
import type { Match, PolicyDocument, Rule } from '../../src/policy/language.ts'
import type { Verdict } from '../../src/policy/verdict.ts'
import { type Random, randomFrom } from '../fixtures/random.ts'
import { knowledge } from './documents.ts'
import { generateRule, generateTriple, type Triple } from './reference/generate.ts'

const count = Number(process.env.GATEHOUSE_POLICY_INVARIANTS ?? 500)
const seed = Number(process.env.GATEHOUSE_POLICY_SEED ?? 77_000)

interface Answers {
  /** Before the resource is there. */
  readonly early: Verdict
  /** On the resource. */
  readonly final: Verdict
}

function answersTo({ document, question, principal, circumstances, resource }: Triple): Answers {
  const early = compileRules(document, knowledge).ask(question, principal, circumstances)
  const final = early.effect === 'permit' && early.judge !== undefined ? early.judge.judge(resource) : early
  return { early, final }
}

/** Everything that a verdict says, but for the order of what it lists. */
function told(triple: Triple) {
  const { early, final } = answersTo(triple)
  return [early, final].map((verdict) => ({
    effect: verdict.effect,
    code: verdict.effect === 'deny' ? verdict.code : undefined,
    style: verdict.effect === 'deny' ? verdict.style : undefined,
    rules: verdict.rules.map(({ id }) => id).sort(),
    indeterminate: verdict.indeterminate.map(({ id }) => id).sort(),
    obligations: verdict.effect === 'permit' ? verdict.obligations : undefined,
  }))
}

function withRules(triple: Triple, change: (rules: readonly Rule[]) => readonly Rule[]): Triple {
  return { ...triple, document: { ...triple.document, rules: change(triple.document.rules!) } }
}

function always(name: string, holds: (triple: Triple, random: Random) => void): void {
  test(`${name} (seed ${seed})`, () => {
    for (let at = 0; at < count; at++) {
      const random = randomFrom(seed + at)
      const triple = generateTriple(random)
      try {
        holds(triple, random)
      } catch (failure) {
        throw new Error(`with seed ${seed + at}`, { cause: failure })
      }
    }
  })
}

/** The same said otherwise. */
function same(name: string, change: (triple: Triple, random: Random) => Triple): void {
  always(name, (triple, random) => expect(told(change(triple, random))).toEqual(told(triple)))
}

describe('what makes no difference', () => {
  same('the order of rules', (triple, random) => withRules(triple, (rules) => random.shuffled(rules)))

  same('the order of the values of a key', (triple, random) =>
    withRules(triple, (rules) => rules.map((rule) => ({ ...rule, match: mapLists(rule.match, random.shuffled) }))),
  )

  same('values that are written twice', (triple) =>
    withRules(triple, (rules) =>
      rules.map((rule) => ({ ...rule, match: mapLists(rule.match, (list) => [...list, ...list]) })),
    ),
  )

  same('the order of search parameters', (triple, random) => ({
    ...triple,
    question: { ...triple.question, parameters: new Map(random.shuffled([...triple.question.parameters])) },
  }))

  same('the case in which a rule names a header', (triple) => upperCasedHeaders(triple))

  same('claims, headers and parameters that no rule asks for', (triple) => ({
    ...triple,
    principal: { ...triple.principal, claims: { ...triple.principal.claims, unheard: ['rn', 'chief'] } },
    circumstances: { ...triple.circumstances, headers: { ...triple.circumstances.headers, 'x-unheard': 'icu' } },
    question: { ...triple.question, parameters: new Map([...triple.question.parameters, ['unheard', ['1']]]) },
  }))

  same('rules that are off', (triple) => withRules(triple, (rules) => rules.filter(({ mode }) => mode !== 'off')))

  same('rules in shadow mode', (triple) => withRules(triple, (rules) => rules.filter(({ mode }) => mode !== 'shadow')))

  always('what the caller has asked before', (triple, random) => {
    const { question, principal, circumstances } = triple
    const book = compileRules(triple.document, knowledge)
    const other = generateTriple(random)
    book.ask(other.question, principal, other.circumstances)
    book.ask({ ...question, resourceType: 'Patient' }, principal, circumstances)
    const { effect, rules } = answersTo(triple).early
    expect(book.ask(question, principal, circumstances)).toMatchObject({ effect, rules })
  })

  always('a rule that is split at a list into two', (triple) => {
    const split = withRules(triple, (rules) => rules.flatMap(splitRule))
    const [whole, parts] = [answersTo(triple), answersTo(split)]
    expect(parts.early.effect).toBe(whole.early.effect)
    expect(parts.final.effect).toBe(whole.final.effect)
  })
})

describe('what can only narrow, or only widen', () => {
  always('one more deny never permits more', (triple, random) => {
    const deny = { ...generateRule(random, 'more'), effect: 'deny' as const, mode: 'enforce' as const }
    const [before, after] = [answersTo(triple), answersTo(withRules(triple, (rules) => [...rules, deny]))]
    if (before.final.effect === 'deny') expect(after.final.effect).toBe('deny')
    if (before.early.effect === 'deny') expect(after.early.effect).toBe('deny')
  })

  always('one more permit never denies more', (triple, random) => {
    const permit = { ...generateRule(random, 'more'), effect: 'permit' as const, mode: 'enforce' as const }
    const [before, after] = [answersTo(triple), answersTo(withRules(triple, (rules) => [...rules, permit]))]
    if (before.final.effect === 'permit') expect(after.final.effect).toBe('permit')
    if (before.early.effect === 'permit') expect(after.early.effect).toBe('permit')
  })

  always('a deny that fits everything wins', (triple, random) => {
    const deny = {
      ...generateRule(random, 'all'),
      effect: 'deny',
      match: {},
      when: undefined,
      mode: 'enforce',
    } as const
    const { notBefore: _, notAfter: __, ...open } = deny
    const rule = { ...open, notBefore: undefined, notAfter: undefined }
    const { early } = answersTo(withRules(triple, (rules) => random.shuffled([...rules, rule])))
    expect(early.effect).toBe('deny')
  })

  always('without its claims a token gets nothing by a permit that asks for one', (triple) => {
    const asking = withRules(triple, (rules) =>
      rules.map((rule) => ({
        ...rule,
        when: { test: 'ne', attribute: { root: 'token', path: ['sworn'] }, operand: { literals: ['no'] } } as const,
      })),
    )
    const document: PolicyDocument = { ...asking.document, tenants: {} }
    expect(answersTo({ ...asking, document }).early.effect).toBe('deny')
  })

  always('no header makes a difference unless a rule names it', (triple, random) => {
    const { headers } = compileRules(triple.document, knowledge)
    if (headers.length > 0) return
    const other = { ...triple.circumstances, headers: { 'x-ward': random.pick(['icu', 'er']), 'x-role': 'admin' } }
    expect(told({ ...triple, circumstances: other })).toEqual(told(triple))
  })

  always('a policy in shadow mode permits everything', (triple) => {
    const defaults = { ...triple.document.defaults, mode: 'shadow' as const }
    expect(answersTo({ ...triple, document: { ...triple.document, defaults } }).early).toMatchObject({
      effect: 'permit',
      judge: undefined,
    })
  })
})

function mapLists(match: Match, change: <Item>(list: readonly Item[]) => Item[]): Match {
  return Object.fromEntries(
    Object.entries(match).map(([key, value]) => [key, Array.isArray(value) ? change(value) : value]),
  )
}

/** One rule for each half of the longest list of which any value suffices. */
function splitRule(rule: Rule): readonly Rule[] {
  const keys = ['roles', 'clients', 'interactions', 'resources', 'purposes', 'networks'] as const
  const key = keys.find((each) => (rule.match[each]?.length ?? 0) > 1)
  if (key === undefined) return [rule]
  const list = rule.match[key]!
  return [list.slice(0, 1), list.slice(1)].map((part, at) => ({
    ...rule,
    id: `${rule.id}-${at}`,
    match: { ...rule.match, [key]: part } as Match,
  }))
}

function upperCasedHeaders(triple: Triple): Triple {
  const text = JSON.stringify(triple.document.rules).replaceAll('"x-ward"', '"X-Ward"')
  return withRules(triple, () => JSON.parse(text))
}
