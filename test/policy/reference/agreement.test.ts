import { expect, test } from 'vitest'
import { compileRules } from '../../../src/policy/compile-rules.ts'
import type { Verdict } from '../../../src/policy/verdict.ts'
import { randomFrom } from '../../fixtures/random.ts'
import { knowledge } from '../documents.ts'
import { evaluate, type Outcome } from './evaluate.ts'
import { generateTriple, type Triple } from './generate.ts'

const count = Number(process.env.GATEHOUSE_POLICY_TRIPLES ?? 5000)
const seed = Number(process.env.GATEHOUSE_POLICY_SEED ?? 20260302)

function told(verdict: Verdict): Outcome {
  return {
    code: verdict.effect === 'permit' ? 'PERMITTED' : verdict.code,
    rules: verdict.rules.map(({ id }) => id),
  }
}

/** What is said before the resource is there has to hold for it; what is said of the resource has to be the same. */
function compare(
  { document, question, principal, circumstances, resource }: Triple,
  slow: Outcome,
  hint: string,
): void {
  const verdict = compileRules(document, knowledge).ask(question, principal, circumstances)
  const early = told(verdict)
  if (verdict.effect === 'permit' && verdict.judge !== undefined) {
    expect(told(verdict.judge.judge(resource)), hint).toEqual(slow)
  } else if (early.code === 'PERMITTED') {
    expect(slow.code, hint).toBe('PERMITTED')
    expect(slow.rules, hint).toEqual(expect.arrayContaining([...early.rules]))
  } else if (early.code === 'POLICY_RULE' || early.code === 'CLIENT_REFUSED') {
    expect(slow.code, hint).toBe(early.code)
    expect(slow.rules, hint).toEqual(expect.arrayContaining([...early.rules]))
  } else {
    // Refused since no permit can hold; with the resource, a deny may apply as well.
    expect(slow.code, hint).not.toBe('PERMITTED')
  }
}

test(`the compiled rules and the slow ones agree (seed ${seed}, ${count} cases)`, { timeout: 600_000 }, () => {
  const seen = new Map<string, number>()
  for (let at = 0; at < count; at++) {
    const triple = generateTriple(randomFrom(seed + at))
    const slow = evaluate(triple)
    compare(triple, slow, `seed ${seed + at}`)
    seen.set(slow.code, (seen.get(slow.code) ?? 0) + 1)
  }
  // The cases are worth something only when every way out is among them.
  expect([...seen.keys()].sort()).toEqual([
    'CLIENT_REFUSED',
    'OBLIGATION_IMPOSSIBLE',
    'PERMITTED',
    'POLICY_NO_RULE',
    'POLICY_RULE',
    'STEP_UP_NEEDED',
  ])
})
