import { expect, test } from 'vitest'
import { BundleOutput } from '../../../src/enforce/bundle/output.ts'
import type { Edit } from '../../../src/fhir/json/splice.ts'

const source = Buffer.from('[{"a":1},{"b":2},{"c":3}]')
const places = { a: [1, 8], b: [9, 16], c: [17, 24] } as const

type Kept = readonly [keyof typeof places, ...Edit[]]

function written(kept: readonly Kept[]): string {
  const output = new BundleOutput()
  output.readFrom(source)
  for (const [name, ...edits] of kept) {
    const [start, end] = places[name]
    output.keepEntry(start, end, edits)
  }
  const piece = output.take()
  output.closeEntries()
  output.close()
  return Buffer.concat([piece, output.take()]).toString()
}

const edit = (start: number, end: number, text: string): Edit => ({ span: [start, end], bytes: Buffer.from(text) })

test.each<[string, readonly Kept[], string]>([
  ['as it came', [['a'], ['b'], ['c']], '{"entry":[{"a":1},{"b":2},{"c":3}]}'],
  ['edited in the middle', [['a', edit(6, 7, '9')], ['b']], '{"entry":[{"a":9},{"b":2}]}'],
  ['edited at its very beginning', [['a', edit(1, 2, '{"x":0,')], ['b']], '{"entry":[{"x":0,"a":1},{"b":2}]}'],
  ['edited at places that touch', [['a', edit(2, 5, '"z"'), edit(5, 7, ':0')]], '{"entry":[{"z":0}]}'],
  ['cut at places that touch', [['b', edit(10, 13, ''), edit(13, 15, '')], ['c']], '{"entry":[{},{"c":3}]}'],
  ['edited to its very end', [['a', edit(7, 8, ',"x":0}')], ['c']], '{"entry":[{"a":1,"x":0},{"c":3}]}'],
])('an entry is kept %s', (_, kept, expected) => {
  expect(written(kept)).toBe(expected)
})

test('a little that is left of much holds little memory, and addresses that grow need no more of it', () => {
  const lean = new BundleOutput()
  lean.expect(1_000_000)
  lean.member(Buffer.from('"a":'), Buffer.from('1'))
  // No more than what small buffers share: 8 KiB in Node 20, 64 KiB in Node 26.
  expect(lean.take().buffer.byteLength).toBeLessThan(100_000)

  const full = new BundleOutput()
  full.expect(100_000)
  full.member(Buffer.from('"a":'), Buffer.alloc(100_000 + 6000, 0x20))
  const { length, buffer } = full.take()
  expect(length).toBeLessThan(buffer.byteLength)
  expect(buffer.byteLength).toBeLessThan(110_000)
})
