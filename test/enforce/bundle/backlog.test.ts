import { expect, test } from 'vitest'
import { Backlog } from '../../../src/enforce/bundle/backlog.ts'

/** What is read of chunks, where only whole lines can be; and how many bytes had to be looked at for it. */
function linesOf(chunks: readonly string[]): { readonly lines: readonly string[]; readonly looked: number } {
  const backlog = new Backlog()
  const lines: string[] = []
  let looked = 0
  const read = (piece: Buffer) => {
    looked += piece.length
    const end = piece.lastIndexOf('\n') + 1
    lines.push(...piece.subarray(0, end).toString().split('\n').slice(0, -1))
    return end
  }
  for (const chunk of chunks) if (backlog.add(Buffer.from(chunk))) backlog.read(read)
  backlog.read(read)
  return { lines, looked }
}

const long = (length: number) => 'x'.repeat(length)

test.each<[string, readonly string[]]>([
  ['nothing', []],
  ['an empty chunk', ['']],
  ['whole lines', ['a\nb\n', 'c\n']],
  ['a line in two chunks', ['a', 'b\n']],
  ['a line in many chunks', [...'abcdefgh', '\n', 'x\n']],
  ['an empty chunk between', ['ab', '', '\n']],
  ['a line that ends soon in a long chunk', ['ab', `c\n${long(9_000)}\n${long(9_000)}`, '\n']],
  ['a line that ends late in a long chunk', ['ab', `${long(20_000)}\nd\n`]],
  ['a rest that is longer than the next chunk', [`a\n${long(50_000)}`, 'b\n', 'c\n']],
  ['two lines that begin before the chunk', ['ab\ncd', `\nef\n${long(9_000)}\n`]],
])('%s is read as it would be at once', (_, chunks) => {
  const whole = chunks.join('')
  expect(linesOf(chunks).lines).toEqual(
    whole
      .slice(0, whole.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, -1),
  )
})

test('the work is linear in the bytes, however small the chunks', () => {
  const chunks = Array.from({ length: 20_000 }, () => long(10))
  expect(linesOf([...chunks, '\n']).looked).toBeLessThan(6 * 200_000)
})
