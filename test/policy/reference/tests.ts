import { BlockList, isIP } from 'node:net'
import type { Comparison } from '../../../src/policy/language.ts'

export type Answer = 'yes' | 'no' | 'unknown'

/** The tests of conditions, straight from docs/policy-attributes.md: any value with any operand. */
export function compareValues(test: Comparison, values: readonly unknown[], operands: readonly unknown[]): Answer {
  if (values.length === 0 || operands.length === 0) return 'unknown'
  if (test === 'ne') {
    const equal = compareValues('eq', values, operands)
    return equal === 'unknown' ? 'unknown' : equal === 'yes' ? 'no' : 'yes'
  }
  const table = values.map((value) => operands.map((operand) => compareTwo(test, value, operand)))
  if (table.some((row) => row.includes('yes'))) return 'yes'
  return table.every((row) => row.includes('no')) ? 'no' : 'unknown'
}

function compareTwo(test: Comparison, value: unknown, operand: unknown): Answer {
  switch (test) {
    case 'eq':
    case 'in':
    case 'has': {
      const [a, b] = [simple(value), simple(operand)]
      return typeof a !== typeof b || a === undefined ? 'unknown' : answer(a === b)
    }
    case 'startsWith': {
      const [a, b] = [simple(value), simple(operand)]
      return typeof a === 'string' && typeof b === 'string' ? answer(a.slice(0, b.length) === b) : 'unknown'
    }
    case 'sameAs': {
      const [a, b] = [reference(value), reference(operand)]
      return a === undefined || b === undefined ? 'unknown' : answer(a === b)
    }
    case 'cidr':
      return inNetwork(value, operand)
    case 'lte':
    case 'gte':
      return ordered(test, value, operand)
    default:
      return 'unknown'
  }
}

function answer(holds: boolean): Answer {
  return holds ? 'yes' : 'no'
}

function simple(value: unknown): unknown {
  if (typeof value !== 'object') return value
  const text = (value as { reference?: unknown }).reference
  return typeof text === 'string' ? text : undefined
}

function reference(value: unknown): string | undefined {
  const text = simple(value)
  const ours = typeof text === 'string' ? text.replace(/^https:\/\/fhir\.example\.org\/fhir\//, '') : ''
  return /^[A-Z][a-z]+\/[a-z0-9]+$/.test(ours) ? ours : undefined
}

function inNetwork(value: unknown, operand: unknown): Answer {
  if (typeof value !== 'string' || typeof operand !== 'string' || isIP(value) === 0) return 'unknown'
  const [base = '', bits] = operand.split('/')
  const list = new BlockList()
  list.addSubnet(base, Number(bits), isIP(base) === 6 ? 'ipv6' : 'ipv4')
  return answer(list.check(value, isIP(value) === 6 ? 'ipv6' : 'ipv4'))
}

function ordered(test: 'lte' | 'gte', value: unknown, operand: unknown): Answer {
  if (typeof value === 'number' && typeof operand === 'number') {
    return answer(test === 'lte' ? value <= operand : value >= operand)
  }
  const [a, b] = [span(value), span(operand)]
  if (a === undefined || b === undefined) return 'unknown'
  const inside = (at: number) => (test === 'lte' ? at <= b.last : at >= b.first)
  const found = new Set([inside(a.first), inside(a.last)])
  return found.size === 2 ? 'unknown' : answer(found.has(true))
}

/** Years, months, days and instants of UTC with milliseconds: what the generator makes. */
function span(value: unknown): { first: number; last: number } | undefined {
  if (typeof value !== 'string' || !/^\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d\.\d{3}Z)?)?)?$/.test(value)) return undefined
  const first = Date.parse(value)
  const next = new Date(first)
  if (value.length === 4) next.setUTCFullYear(next.getUTCFullYear() + 1)
  else if (value.length === 7) next.setUTCMonth(next.getUTCMonth() + 1)
  else if (value.length === 10) next.setUTCDate(next.getUTCDate() + 1)
  else next.setTime(first + 1)
  return { first, last: next.getTime() - 1 }
}
