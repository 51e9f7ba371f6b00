import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { relayLines } from '../../src/workers/relay-lines.ts'

async function relayed(chunks: readonly (string | Buffer)[]) {
  const from = new PassThrough()
  const written: string[] = []
  relayLines(from, { write: (text) => written.push(text) })
  for (const chunk of chunks) {
    from.write(chunk)
    await new Promise(setImmediate)
  }
  from.end()
  await new Promise(setImmediate)
  return written
}

test.each([
  ['whole lines', ['a\nb\n'], ['a\nb\n']],
  ['a line in pieces', ['a', 'b', 'c\n'], ['abc\n']],
  ['a beginning after whole lines', ['a\nb', 'c\n'], ['a\n', 'bc\n']],
  ['an end without a newline', ['a\nb'], ['a\n', 'b\n']],
  ['nothing', [], []],
  ['a character in two pieces', [Buffer.from('é\n').subarray(0, 1), Buffer.from('é\n').subarray(1)], ['é\n']],
])('%s', async (_case, chunks, expected) => expect(await relayed(chunks)).toEqual(expected))

test('a line without an end is not kept for ever', async () => {
  const written = await relayed(Array.from({ length: 40 }, () => 'x'.repeat(64 * 1024)))
  expect(Math.max(...written.map((text) => text.length))).toBeLessThan(1.2 * 1024 * 1024)
})
