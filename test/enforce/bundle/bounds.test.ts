import { describe, expect, test } from 'vitest'
import { createBundleRewriter } from '../../../src/enforce/bundle/rewriter.ts'
import { rewrite } from './rewrite.ts'

const sizes = [1, 5, 1000]
const tooLarge = expect.objectContaining({ problem: 'too-large' })

describe('bounds are exact, in whatever pieces a Bundle comes', () => {
  const type = '"resourceType":"Bundle"'
  const entry = '{"fullUrl":"x"}'

  test.each<[string, string, number]>([
    ['members', `{${type},"id":"x"}`, `${type}"id":"x"`.length],
    ['members after one another', `{${type},"id":"x","total":12}`, `${type}"id":"x""total":12`.length],
    ['members beside entries', `{${type},"entry":[${entry},${entry}],"total":1}`, `${type}"entry":"total":1`.length],
    ['members before the type', `{"id":"x",${type}}`, `"id":"x"${type}`.length],
  ])('%s', (_name, document, memberBytes) => {
    for (const size of sizes) {
      expect(JSON.parse(rewrite(document, {}, { memberBytes }, size))).toEqual(JSON.parse(document))
      expect(() => rewrite(document, {}, { memberBytes: memberBytes - 1 }, size)).toThrow(tooLarge)
    }
  })

  test('entries, wherever they are', () => {
    const document = `{${type},"entry":[{},${entry},{}]}`
    for (const size of sizes) {
      expect(rewrite(document, {}, { entryBytes: entry.length }, size)).toBe(document)
      expect(() => rewrite(document, {}, { entryBytes: entry.length - 1 }, size)).toThrow(tooLarge)
    }
  })
})

describe('no other character stands for', () => {
  test.each([
    ['the comma between members', '{"resourceType":"Bundle";"id":"x"}'],
    ['the comma between entries', '{"resourceType":"Bundle","entry":[{};{}]}'],
    ['the bracket before entries', '{"resourceType":"Bundle","entry":{{}]}'],
    ['the colon before entries', '{"resourceType":"Bundle","entry",[{}]}'],
    ['the brace before all', '["resourceType":"Bundle"}'],
  ])('%s', (_name, document) => {
    expect(() => rewrite(document)).toThrow(expect.objectContaining({ problem: 'malformed' }))
  })
})

const limits = { entryBytes: 100, memberBytes: 100, depth: 9 }

test('after a failure every call fails alike', () => {
  const rewriter = createBundleRewriter(limits, { onEntry: () => 'keep', onMember: () => 'keep' })
  const errors = ['{"resourceType":"Patient"}', '{"resourceType":"Bundle"}', undefined].map((text) => {
    try {
      return text === undefined ? rewriter.end() : rewriter.push(Buffer.from(text))
    } catch (error) {
      return error
    }
  })
  expect(errors[0]).toMatchObject({ name: 'AnswerError', problem: 'wrong-type' })
  expect(errors.every((error) => error === errors[0])).toBe(true)
})

describe('what stays of a chunk is given in one piece', () => {
  const pieces = (chunks: readonly string[], kept: readonly number[]) => {
    const onEntry = ({ index }: { index: number }) => (kept.includes(index) ? 'keep' : 'drop')
    const rewriter = createBundleRewriter(limits, { onEntry, onMember: () => 'keep' })
    return [...chunks.flatMap((chunk) => rewriter.push(Buffer.from(chunk))), ...rewriter.end()].map(String)
  }
  const head = '{"resourceType":"Bundle"'

  test.each<[string, readonly string[], readonly number[], readonly string[]]>([
    ['neighbours', ['{"n":0},{"n":1},{"n":2}]}'], [0, 1, 2], [',"entry":[{"n":0},{"n":1},{"n":2}]', '}']],
    ['an entry and its comma', ['{"n":0},{"n":1},{"n":2}]}'], [0, 2], [',"entry":[{"n":0},{"n":2}]', '}']],
    ['the first that stays, without a comma', ['{"n":0}', ',{"n":1}]}'], [1], ['', ',"entry":[{"n":1}]', '}']],
    [
      'entries that came apart',
      ['{"n":0}', ',{"n":1},{"n":2}]}'],
      [0, 1, 2],
      [',"entry":[{"n":0}', ',{"n":1},{"n":2}]', '}'],
    ],
  ])('%s', (_name, [first, ...chunks], kept, [expected, ...more]) => {
    expect(pieces([`${head},"entry":[${first}`, ...chunks], kept)).toEqual([head + expected, ...more])
  })
})
