import { expect } from 'vitest'
import type { Heard } from '../gateway.ts'
import { people } from '../people.ts'

/** The patient for whom the tokens of these suites are. */
export const own = people[0] as (typeof people)[number]
export const others = people.slice(1)

const words = others.flatMap(({ id, family, birthDate, problem }) => [
  id,
  family,
  birthDate,
  ...(problem.code === own.problem.code ? [] : [problem.code, problem.display]),
])
const values = others.flatMap(({ pulse, glucose }) => [pulse, glucose])
const traces = [
  new RegExp(`\\b(?:${words.join('|')}|theirs)\\b`),
  new RegExp(`"value":\\s*(?:${values.join('|').replaceAll('.', '\\.')})\\b`),
]

/** The address that the caller asked is said back to it; it may name whom it likes. */
const echoed = /\{"relation":"self","url":"[^"]*"\}/g

/** Holds an answer to have no id, name or value of another patient in any byte, nor the word `theirs`. */
export function expectNothingOfOthers({ headers, text }: Pick<Heard, 'headers' | 'text'>): void {
  for (const part of [...[...headers].map(([name, value]) => `${name}: ${value}`), text.replace(echoed, '')]) {
    for (const trace of traces) expect(part).not.toMatch(trace)
  }
}

/** What an answer tells once what differs between any two answers is masked: the id of the request, the time, the id asked for. */
export function told({ status, headers, text }: Heard, asked: string): unknown {
  const head = [...headers].filter(([name]) => name !== 'x-request-id' && name !== 'date')
  return { status, head, text: text.replace(echoed, '').replaceAll(asked, '#') }
}
