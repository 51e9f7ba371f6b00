import { readStrict } from '../../../src/fhir/json/strict.ts'
import { isRefusal } from '../../../src/fhir/refusal.ts'
import { all, one } from '../engine/grammar.ts'
import { equal, holds } from '../engine/holds.ts'
import { target } from '../engine/target.ts'
import { jsonObject, jsonValue } from '../grammars/json.ts'
import { readSlowly } from '../reference/json.ts'

const DEPTH = 16
/** The second reader is too slow for more. */
const COMPARED = 16 * 1024

/** What is taken, and as what, is exactly what a second reader takes; every node is where `spanOf` says. */
export const json = target({
  name: 'json',
  longest: 1024 * 1024,
  within: 500,
  grammar: one(jsonObject, jsonObject, all('{"a":', jsonValue, '}')),
  words: ['":', '","', '{"a":', '[[', ']]', '}}', '\\u', '\\ud800', 'null', 'true', '1e999', '\ufeff', '\u2028'],
  read: (input) => readStrict(input, { depth: DEPTH }),
  check(input, body) {
    if (input.length <= COMPARED) {
      const slowly = readSlowly(input, DEPTH)
      equal(!isRefusal(body), slowly !== undefined, 'both readers take it, or neither')
      if (!isRefusal(body)) equal(JSON.stringify(body.value), JSON.stringify(slowly!.value), 'both read the same')
    }
    if (isRefusal(body)) return body.refused
    const nodes = nodesOf(body.value, 50)
    for (const node of nodes) {
      const again = readStrict(Buffer.concat([WRAP, body.bytes.subarray(...body.spanOf(node)), END]), { depth: 64 })
      holds(!isRefusal(again), 'a span is a value by itself')
      equal(JSON.stringify((again as { value: { a: unknown } }).value.a), JSON.stringify(node), 'a span holds its node')
    }
    return `${Math.min(nodes.length, 9)} nodes`
  },
})

const WRAP = Buffer.from('{"a":')
const END = Buffer.from('}')

function nodesOf(value: unknown, most: number): readonly object[] {
  const found: object[] = []
  const open: unknown[] = [value]
  while (open.length > 0 && found.length < most) {
    const each = open.pop()
    if (typeof each !== 'object' || each === null) continue
    found.push(each)
    open.push(...Object.values(each).slice(0, most))
  }
  return found
}
