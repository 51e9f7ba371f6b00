import { expect, it } from 'vitest'
import { untriedIn } from '../../scripts/coverage/branches.ts'
import { compare, readJudged } from '../../scripts/coverage/judged.ts'
import type { Measured } from '../../scripts/coverage/measured.ts'
import { percent, totalsOf } from '../../scripts/coverage/totals.ts'

const source = ['function f(a) {', '  if (a) return 1', '  return a ?? 2', '}', ''].join('\n')
const at = (line: number, from: number, to: number) => ({ start: { line, column: from }, end: { line, column: to } })
const nowhere = { start: {}, end: {} }
const measured: Measured = {
  statementMap: { '0': at(2, 2, 17), '1': at(2, 9, 17), '2': at(3, 2, 15) },
  s: { '0': 3, '1': 0, '2': 0 },
  branchMap: {
    '0': { type: 'binary-expr', loc: at(3, 9, 15), locations: [at(3, 9, 10), at(3, 14, 15)] },
    '1': { type: 'if', loc: at(2, 2, 17), locations: [at(2, 2, 17), nowhere] },
  },
  b: { '0': [3, 0], '1': [3, 0] },
}

const untried = [
  { file: 'src/fhir/a.ts', line: 2, text: 'if (a) return 1', way: 'else' },
  { file: 'src/fhir/a.ts', line: 3, text: 'return a ?? 2', way: '2' },
]

it('tells each way that no test went by its line, also an else that is not written', () => {
  expect(untriedIn('src/fhir/a.ts', source, measured)).toEqual(untried)
})

it('counts a line once, and as tried when one of its statements is', () => {
  const { lines, branches } = totalsOf([measured, measured])
  expect(lines).toEqual({ tried: 2, all: 4 })
  expect(branches).toEqual({ tried: 4, all: 8 })
})

it.each([
  [999, 1000, 99.9],
  [9999, 10_000, 99.9],
  [10, 10, 100],
  [0, 0, 100],
])('%i of %i is never rounded up', (tried, all, share) => {
  expect(percent({ tried, all })).toBe(share)
})

it('leaves open what nobody judged, and names judgements that no longer hold', () => {
  const judged = readJudged(`
- { file: src/fhir/a.ts, line: return a ?? 2, way: '2', why: a is not undefined where it is falsy }
- { file: src/fhir/a.ts, line: if (a) return 1, way: then, why: this was reached a long time ago }
- { file: src/fhir/b.ts, line: return a ?? 2, way: '2', why: this is said of another file than that }
`)
  const { open, idle } = compare(untried, judged)
  expect(open).toEqual([untried[0]])
  expect(idle).toEqual(judged.slice(1))
})

it('takes no judgement without its reason', () => {
  expect(() => readJudged('[{ file: a.ts, line: x, way: else, why: "" }]')).toThrow()
})
