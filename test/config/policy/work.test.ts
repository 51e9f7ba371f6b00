import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { Repeated } from './count-work.ts'

const HEAD = 'apiVersion: gatehouse/v1\nkind: Policy\n'
const RULE = '  - id: r\n    effect: permit\n'

const texts: Readonly<Record<string, Repeated>> = {
  'keys that are not known': { head: HEAD, piece: 'k#: 1\n' },
  'one key again and again': { head: HEAD, piece: 'k: 1\n' },
  'good rules': { head: `${HEAD}rules:\n`, piece: '  - { id: r#, effect: deny, match: { interactions: [read] } }\n' },
  'rules of one name': { head: `${HEAD}rules:\n`, piece: '  - { id: r, effect: deny, match: {} }\n' },
  'rules that are empty': { head: `${HEAD}rules:\n`, piece: '  - {}\n' },
  'rules with roles that there are not': {
    head: `${HEAD}rules:\n`,
    piece: '  - { id: r#, effect: deny, match: { roles: [r#] } }\n',
  },
  'names that are none': { head: `${HEAD}roles:\n`, piece: "  'r #': {}\n" },
  'aliases to nothing': { head: `${HEAD}rules:\n`, piece: '  - *a\n' },
  'aliases to one thing': { head: `${HEAD}x: &a 1\nrules:\n`, piece: '  - *a\n' },
  'anchors with an alias each': { head: `${HEAD}rules:\n`, piece: '  - &a# 1\n  - *a#\n' },
  'anchors of aliases': { head: `${HEAD}x: &a 1\nrules:\n`, piece: '  - &b# [*a]\n  - *b#\n' },
  'levels without end': { head: `${HEAD}rules: `, piece: '[' },
  'quotes that are not closed': { head: `${HEAD}rules: [`, piece: '" } ' },
  'columns that do not fit': { head: `${HEAD}rules:\n`, piece: '  a: 1\n   b: 2\n c: 3\n' },
  tags: { head: `${HEAD}rules:\n`, piece: '  - !js 1\n' },
  'narrowing by what there is not': {
    head: `${HEAD}rules:\n${RULE}    match: { resources: [Patient] }\n    obligations:\n      - narrow:\n`,
    piece: '          n#: x\n',
  },
}

test('four times the policy is four times the work', { timeout: 260_000 }, async () => {
  const counter = new URL('count-work.ts', import.meta.url).pathname
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), counter, JSON.stringify(Object.values(texts))],
    { timeout: 250_000 },
  )
  const works = JSON.parse(stdout) as readonly (readonly [number, number])[]
  const growth = Object.keys(texts).map((name, at) => [name, works[at]![1] / works[at]![0]] as const)
  expect(growth.filter(([, factor]) => !(factor < 5))).toEqual([])
})
