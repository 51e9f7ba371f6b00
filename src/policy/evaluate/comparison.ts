import { readPeriod } from '../../fhir/period.ts'
import type { Comparison } from '../language.ts'
import { isInside, readAddress, readNetwork } from '../network.ts'
import type { Knowledge } from '../rule-book.ts'
import { plainOf } from './attribute.ts'
import { FALSE, type Outcome, outcomeOf, TRUE, UNKNOWN } from './outcome.ts'

/** Compares the values of an attribute with those of an operand; neither is empty. */
export type Compare = (values: readonly unknown[], operands: readonly unknown[]) => Outcome

/** A comparison of one value with one operand: undefined when the two cannot be compared. */
type Pairwise = (value: unknown, operand: unknown) => boolean | undefined

/** More pairs than this are not compared: a resource must not buy work with long lists. */
const MAX_PAIRS = 10_000
/** Texts that a pattern is tried on: it costs more than a comparison. */
const MAX_TEXTS = 100

/**
 * The comparison behind a test, without `matches`, whose patterns are compiled beforehand. Of lists, it holds when it
 * holds for any two; it cannot be told when it holds for none and some value cannot be compared with any operand.
 */
export function comparison(test: Exclude<Comparison, 'matches'>, knowledge: Knowledge): Compare {
  switch (test) {
    case 'eq':
    case 'in':
    case 'has':
      return equals
    case 'ne':
      return differs
    case 'startsWith':
      return anyPair(startsWith)
    case 'lte':
      return anyPair((value, operand) => isOrdered(value, operand, -1))
    case 'gte':
      return anyPair((value, operand) => isOrdered(value, operand, 1))
    case 'cidr':
      return anyPair(isInNetwork)
    case 'sameAs':
      return sameReference(knowledge)
  }
}

/** Texts that a pattern fits as a whole; what is no text, and lists that are too long to be worth it, cannot be told. */
export function matches(fits: (text: string) => boolean | undefined): Compare {
  const compare = anyPair((value) => {
    const text = plainOf(value)
    return typeof text === 'string' ? fits(text) : undefined
  })
  return (values, operands) => (values.length > MAX_TEXTS ? UNKNOWN : compare(values, operands))
}

const equals: Compare = (values, operands) => {
  const wanted = new Set(operands.map(plainOf))
  const kinds = new Set([...wanted].map((each) => typeof each))
  let comparable = true
  for (const value of values) {
    const plain = plainOf(value)
    if (plain !== undefined && wanted.has(plain)) return TRUE
    if (plain === undefined || !kinds.has(typeof plain)) comparable = false
  }
  return comparable ? FALSE : UNKNOWN
}

const differs: Compare = (values, operands) => {
  const equal = equals(values, operands)
  return equal === UNKNOWN ? UNKNOWN : outcomeOf(equal === FALSE)
}

function anyPair(compare: Pairwise): Compare {
  return (values, operands) => {
    if (values.length * operands.length > MAX_PAIRS) return UNKNOWN
    let told = true
    for (const value of values) {
      let compared = false
      for (const operand of operands) {
        const holds = compare(value, operand)
        if (holds) return TRUE
        compared ||= holds === false
      }
      told &&= compared
    }
    return told ? FALSE : UNKNOWN
  }
}

const startsWith: Pairwise = (value, operand) => {
  const [text, start] = [plainOf(value), plainOf(operand)]
  return typeof text === 'string' && typeof start === 'string' ? text.startsWith(start) : undefined
}

/**
 * `lte` (-1): not after the end of the operand; `gte` (1): not before its beginning. A date that is less precise than
 * that cannot be told.
 */
function isOrdered(value: unknown, operand: unknown, direction: -1 | 1): boolean | undefined {
  if (typeof value === 'number' && typeof operand === 'number') return direction * (value - operand) >= 0
  if (typeof value !== 'string' || typeof operand !== 'string') return undefined
  const [date, limit] = [readPeriod(value), readPeriod(operand)]
  if (date === undefined || limit === undefined) return undefined
  const [surely, possibly] =
    direction < 0
      ? [date.last <= limit.last, date.first <= limit.last]
      : [date.first >= limit.first, date.last >= limit.first]
  return surely === possibly ? surely : undefined
}

const isInNetwork: Pairwise = (value, operand) => {
  if (typeof value !== 'string' || typeof operand !== 'string') return undefined
  const [address, network] = [readAddress(value), readNetwork(operand)]
  return address === undefined || network === undefined ? undefined : isInside(network, address)
}

/** References to the same resource of this server, whatever their spelling; anything else cannot be told. */
function sameReference({ readReference }: Knowledge): Compare {
  const keyOf = (value: unknown) => {
    const text = plainOf(value)
    const found = typeof text === 'string' ? readReference(text) : undefined
    return found && `${found.type}/${found.id}`
  }
  return (values, operands) => {
    const wanted = new Set(operands.map(keyOf))
    wanted.delete(undefined)
    const keys = values.map(keyOf)
    if (keys.some((key) => key !== undefined && wanted.has(key))) return TRUE
    return wanted.size === 0 || keys.includes(undefined) ? UNKNOWN : FALSE
  }
}
