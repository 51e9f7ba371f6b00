import { expect, test } from 'vitest'
import { allRules } from '../../src/policy/all-rules.ts'
import { checkPolicy } from '../../src/policy/check/check.ts'
import { compileRules } from '../../src/policy/compile-rules.ts'
import type { Redaction, Rule } from '../../src/policy/language.ts'
import { readAddress } from '../../src/policy/network.ts'
import { compilePattern } from '../../src/policy/pattern.ts'
import { trace } from '../../src/policy/trace.ts'
import type { Permitted } from '../../src/policy/verdict.ts'
import { circumstances, condition, knowledge, policy, principal, question, rule } from './documents.ts'

const caller = principal({ roles: ['chief'], fhirUser: 'Patient/1' })

function ask(
  rules: readonly Rule[],
  asked: Parameters<typeof question>[0] = {},
  given: Parameters<typeof policy>[1] = {},
) {
  return compileRules(policy(rules, given), knowledge).ask(question(asked), caller, circumstances)
}

test('tenants may have rules where nobody else has', () => {
  const tenant = { match: {}, rules: [rule('b')] } as never
  expect(allRules(policy(undefined, { tenants: { north: tenant } })).map(({ id }) => id)).toEqual(['b'])
  expect(allRules(undefined)).toEqual([])
})

test('a role that is inherited and described nowhere is held, and gives nothing more', () => {
  const roles = { chief: { from: condition.exists('token.roles'), inherits: ['ghost'] } }
  expect(ask([rule('a', { match: { roles: ['ghost'] } })], {}, { roles })).toMatchObject({ effect: 'permit' })
  const rules = [rule('a', { match: { roles: ['ghost'] } }), rule('d', { effect: 'deny', match: { roles: ['ghost'] } })]
  expect(checkPolicy(policy(rules, { roles }), 0, knowledge.definitions).map(({ rule: { id } }) => id)).toEqual(['a'])
})

test('what is asked of a type that does not exist is answered anew each time', () => {
  const rules = [rule('a', { match: { relation: 'self' } })]
  const book = compileRules(policy(rules), knowledge)
  for (let times = 0; times < 2; times++) {
    expect(book.ask(question({ resourceType: 'Invented' }), caller, circumstances).effect).toBe('deny')
  }
})

test('of two styles for one element the stricter stays, whichever comes last', () => {
  const redact = (style: Redaction['style']) => ({
    obligations: { redact: [{ type: 'Patient', path: ['name'], style }] },
  })
  const styles = (...rules: Rule[]) => (ask(rules) as Permitted).obligations.redact.map(({ style }) => style)
  expect(styles(rule('a', redact('remove')), rule('b', redact('mask-value')))).toEqual(['remove'])
  expect(styles(rule('a', redact('mask-value')), rule('b', redact('remove')))).toEqual(['remove'])
})

test('a rule that looks at headers as such names none', () => {
  const named = [
    rule('a', { when: condition.exists('request.headers') }),
    rule('b', { when: condition.exists('request.headers.X-Ward') }),
  ]
  expect(compileRules(policy(named), knowledge).headers).toEqual(['x-ward'])
})

test.each(['::ffff:300.1.1.1', '::1.2.3.04', '1::2::1.2.3.4'])('%s is no address', (text) => {
  expect(readAddress(text)).toBeUndefined()
})

test('an alternative that is too large makes the pattern too large', () => {
  expect(compilePattern('(?:a{100}){30}|b')).toHaveProperty('fault')
  expect(compilePattern('b|(?:a{100}){30}')).toHaveProperty('fault')
  expect(compilePattern('b|a{100}')).not.toHaveProperty('fault')
})

test('what cannot be told together stands for no one of its parts', () => {
  const when = { all: [condition.eq('resource.status', 'final'), condition.eq('token.ward', 'icu')] }
  const asking = { question: question(), principal: caller, circumstances }
  expect(trace(policy([rule('a', { when })]), knowledge, asking)[0]).toMatchObject({
    state: 'pending',
    key: 'when.all',
  })
})
