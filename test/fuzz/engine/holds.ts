import { isDeepStrictEqual } from 'node:util'

/** Fails with what should have held. Cheaper than an assertion library, and the same message for the same fault. */
export function holds(value: boolean, what: string): asserts value {
  if (!value) throw new Error(`does not hold that ${what}`)
}

export function equal(found: unknown, expected: unknown, what: string): void {
  if (!Object.is(found, expected))
    throw new Error(`does not hold that ${what}: ${brief(found)}, not ${brief(expected)}`)
}

/** Values of JSON, compared by what they hold; the order of members is not looked at. */
export function same(found: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)]
  if (a !== b && !isDeepStrictEqual(JSON.parse(a), JSON.parse(b))) equal(a, b, what)
}

function brief(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return (text ?? 'undefined').slice(0, 400)
}
