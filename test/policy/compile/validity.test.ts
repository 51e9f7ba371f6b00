import { expect, test } from 'vitest'
import { compileRules } from '../../../src/policy/compile-rules.ts'
import { circumstances, knowledge, policy, principal, question, rule } from '../documents.ts'

const { now } = circumstances

test.each<[string, { notBefore?: number; notAfter?: number }, boolean]>([
  ['from the first moment on', { notBefore: now }, true],
  ['not before it', { notBefore: now + 1 }, false],
  ['up to the last moment', { notAfter: now }, true],
  ['not after it', { notAfter: now - 1 }, false],
  ['between both', { notBefore: now - 1, notAfter: now + 1 }, true],
  ['not where only one holds', { notBefore: now - 2, notAfter: now - 1 }, false],
])('a rule holds %s', (_, given, holds) => {
  const verdict = compileRules(policy([rule('a', given)]), knowledge).ask(question(), principal(), circumstances)
  expect(verdict.effect).toBe(holds ? 'permit' : 'deny')
})
