import { createHash } from 'node:crypto'

/**
 * What one resource alone has, so that its bytes give it away wherever they turn up. Words are of a shape that nothing
 * else has, and stand in ids, base64 and URLs as they are.
 */
export interface Marks {
  readonly id: string
  /** In codes, identifiers and tags. */
  readonly token: string
  /** In names, titles and descriptions. */
  readonly name: string
  /** In the narrative, notes and extensions: never asked for, so that an echo of the request cannot be meant. */
  readonly text: string
  /** A day of its own, two days from the next. */
  readonly day: string
  /** A number of its own. */
  readonly number: string
}

export function marksOf(index: number): Marks {
  return {
    id: word(`id ${index}`),
    token: word(`token ${index}`),
    name: word(`name ${index}`),
    text: word(`text ${index}`),
    day: new Date(Date.UTC(1901, 0, 1 + 2 * index)).toISOString().slice(0, 10),
    number: (90210.000001 + index * 0.002).toFixed(6),
  }
}

/** Marks of the same shapes that nothing has; day and number lie between those of `marks` and the next. */
export function absentLike(marks: Marks): Marks {
  const next = new Date(Date.parse(marks.day) + 86_400_000)
  return {
    id: word(`no ${marks.id}`),
    token: word(`no ${marks.token}`),
    name: word(`no ${marks.name}`),
    text: word(`no ${marks.text}`),
    day: next.toISOString().slice(0, 10),
    number: (Number(marks.number) + 0.001).toFixed(6),
  }
}

function word(seed: string): string {
  const digits = BigInt(`0x${createHash('sha256').update(seed).digest('hex')}`).toString(36)
  return `qz${digits.slice(0, 10)}`
}

const shapes = /qz[0-9a-z]{10}|90210\.\d{6}|(?<!\d)19[0-4]\d-\d\d-\d\d/gi

/** Every mark in a text, whosever it is. */
export function marksIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(shapes)].map(([mark]) => mark.toLowerCase()))
}
