/**
 * `tsx bench/policy.ts`: what a decision of the policy takes, by the number of rules, as ratios to that of ten. `npm run bench`
 * prints it as well.
 */
import { pathToFileURL } from 'node:url'
import { compileRules } from '../src/policy/compile-rules.ts'
import type { Rule } from '../src/policy/language.ts'
import type { Permitted } from '../src/policy/verdict.ts'
import {
  circumstances,
  compare,
  condition,
  knowledge,
  policy,
  principal,
  question,
  rule,
} from '../test/policy/documents.ts'
import { asText, type Table } from './report/table.ts'

const types = ['Observation', 'Condition', 'Procedure', 'Encounter', 'Immunization', 'DiagnosticReport']
const caller = principal({ claims: { roles: ['role-0'], ward: 'icu' }, patient: '1' })
const asked = question({ interaction: 'search', parameters: new Map([['code', ['8480-6']]]) })
const resource = { resourceType: 'Observation', status: 'final', subject: { reference: 'Patient/1' } }

/** Rules of as many roles as a large site has: those of one caller stay few. */
function rulesOf(count: number): readonly Rule[] {
  const own = rule('own', {
    match: { roles: ['role-0'], interactions: ['read', 'search'], resources: types, networks: ['10.0.0.0/8'] },
    when: { all: [condition.eq('token.ward', 'icu'), condition.eq('resource.status', 'final')] },
  })
  const others = Array.from({ length: count - 1 }, (_, at) =>
    rule(`rule-${at}`, {
      effect: at % 4 === 0 ? 'deny' : 'permit',
      match: { roles: [`role-${1 + (at % 40)}`], interactions: ['read', 'search'], resources: types.slice(at % 6) },
      when: condition.eq('request.params.code', `code-${at}`),
    }),
  )
  return [own, ...others]
}

function bookOf(rules: readonly Rule[] | undefined) {
  const names = Array.from({ length: 41 }, (_, at) => `role-${at}`)
  const roles = names.map((name) => [name, { from: compare('has', 'token.roles', name), inherits: [] }] as const)
  return compileRules(policy(rules, { roles: Object.fromEntries(roles) }), knowledge)
}

/**
 * Microseconds for one run of each: the best of many short rounds in turn, since a machine that others use as well only
 * ever adds.
 */
function microseconds(runs: readonly (() => void)[], times = 200, rounds = 400): readonly number[] {
  const best = runs.map(() => Number.POSITIVE_INFINITY)
  for (let round = 0; round < rounds; round++) {
    for (const [at, run] of runs.entries()) {
      const start = performance.now()
      for (let time = 0; time < times; time++) run()
      best[at] = Math.min(best[at]!, ((performance.now() - start) * 1000) / times)
    }
  }
  return best
}

/** What decisions take, by the number of rules. */
export function policyTable(): Table {
  const sizes = [0, 10, 500, 10_000]
  const books = sizes.map((size) => bookOf(size === 0 ? undefined : rulesOf(size)))
  const decisions = microseconds(books.map((book) => () => book.ask(asked, caller, circumstances)))
  const judges = books.map((book) => (book.ask(asked, caller, circumstances) as Permitted).judge)
  const resources = microseconds(judges.map((judge) => () => judge?.judge(resource)))
  return {
    title: 'I  decisions of a policy alone',
    head: ['rules', 'µs/decision', '÷ 10 rules', 'µs/resource'],
    rows: sizes.map((size, at) => {
      const judged = judges[at] === undefined ? '' : resources[at]!.toFixed(2)
      return [String(size), decisions[at]!.toFixed(2), (decisions[at]! / decisions[1]!).toFixed(2), judged]
    }),
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(asText(policyTable()))
