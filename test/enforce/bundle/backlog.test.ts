import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Backlog } from '../../../src/enforce/bundle/backlog.ts'

/** Reads lines whole, as the rewriter does entries, and knows how many bytes it was shown. */
function lineReader() {
  const lines: string[] = []
  const pieces: Buffer[] = []
  const read = (piece: Buffer) => {
    pieces.push(piece)
    const end = piece.lastIndexOf('\n') + 1
    if (end > 0) lines.push(...piece.toString('latin1', 0, end - 1).split('\n'))
    return end
  }
  return { lines, pieces, read }
}

function readAll(text: Buffer, cuts: readonly number[]) {
  const backlog = new Backlog()
  const reader = lineReader()
  for (const [index, from] of cuts.entries()) {
    if (backlog.add(text.subarray(from, cuts[index + 1] ?? text.length))) backlog.read(reader.read)
  }
  backlog.read(reader.read)
  return reader
}

const line = (length: number, n = 0) => `${String(n % 10).repeat(length)}\n`

test('wherever it is cut, all is read once and in order, with work that is linear in the bytes', () => {
  const lengths = fc.array(fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 3000, max: 20_000 })), {
    minLength: 1,
    maxLength: 20,
  })
  fc.assert(
    fc.property(lengths, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (given, places) => {
      const wanted = given.map((length, n) => line(length, n))
      const text = Buffer.from(wanted.join(''))
      const cuts = [0, ...places.map((place) => Math.floor(place * text.length))].sort((a, b) => a - b)
      const { lines, pieces } = readAll(text, cuts)
      expect(lines.map((each) => `${each}\n`)).toEqual(wanted)
      expect(pieces.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(8 * text.length + 8192)
    }),
  )
})

test('byte by byte it is not tried again with each of them', () => {
  const text = Buffer.from(line(5000))
  const { lines, pieces } = readAll(text, [...text.keys()])
  expect(lines).toEqual([line(5000).trim()])
  expect(pieces.length).toBeLessThan(20)
})

test('what was cut short is joined with no more of the next chunk than it takes; the rest is read where it lies', () => {
  const [first, second] = [Buffer.from(line(10_000, 1)), Buffer.from(line(10_000, 2).repeat(20))]
  const { lines, read, pieces } = lineReader()
  const backlog = new Backlog()
  for (const chunk of [first.subarray(0, 100), Buffer.concat([first.subarray(100), second])]) {
    backlog.add(chunk)
    backlog.read(read)
  }
  expect(lines.length).toBe(21)
  expect(pieces.map(({ length }) => length)).toEqual([100, 100 + 4096, 100 + 8192, 100 + 16_384, 200_020])
})
