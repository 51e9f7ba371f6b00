import { describe, expect, test } from 'vitest'
import { AnswerError } from '../../../src/enforce/bundle/error.ts'
import { createBundleRewriter } from '../../../src/enforce/bundle/rewriter.ts'
import { answerLimits } from '../../../src/enforce/guard/limits.ts'
import { throughRewriter } from '../../../src/enforce/guard/stream.ts'
import { bodyOf } from './tried.ts'

const KB = 1024
const entry = JSON.stringify({ text: 'x'.repeat(KB) })
const bundle = (count: number, end = ']}') =>
  `{"resourceType":"Bundle","entry":[${Array(count).fill(entry).join()}${end}`

const keepAll = () => createBundleRewriter(answerLimits, { onEntry: () => 'keep', onMember: () => 'keep' })

async function through(text: string) {
  const body = bodyOf(text, 600)
  return { body, answer: await throughRewriter(body, keepAll()) }
}

async function gathered(pieces: AsyncIterable<Buffer>): Promise<readonly string[]> {
  const texts: string[] = []
  for await (const piece of pieces) texts.push(piece.toString())
  return texts
}

describe('an answer', () => {
  test.each([[0], [1], [200]])('of %j kB comes back whole', async (count) => {
    const { body, answer } = await through(bundle(count))
    expect(Buffer.isBuffer(answer) && JSON.parse(answer.toString())).toEqual(
      count === 0 ? { resourceType: 'Bundle' } : JSON.parse(bundle(count)),
    )
    expect(body.isDestroyed).toBe(false)
  })

  test('that is longer streams on, nothing of it lost, and frees the connection at its end', async () => {
    const { body, answer } = await through(bundle(1000))
    expect(Buffer.isBuffer(answer)).toBe(false)
    const texts = await gathered(answer as AsyncIterable<Buffer>)
    expect(texts.join('')).toBe(bundle(1000))
    expect(texts.length).toBeGreaterThan(10)
    expect(texts.every((text) => text !== '')).toBe(true)
    expect(body.isDestroyed).toBe(true)
  })

  test('that is not wanted any more frees the connection', async () => {
    const { body, answer } = await through(bundle(1000))
    expect(body.isDestroyed).toBe(false)
    ;(answer as unknown as { destroy(): void }).destroy()
    expect(body.isDestroyed).toBe(true)
  })

  test('that breaks within the first bytes fails before anything is sent', async () => {
    const body = bodyOf(bundle(10, ''))
    await expect(throughRewriter(body, keepAll())).rejects.toBeInstanceOf(AnswerError)
    expect(body.isDestroyed).toBe(true)
  })

  test('that breaks later fails on its way, without an end that looks like one', async () => {
    const { body, answer } = await through(bundle(1000, ''))
    let sent = ''
    const reading = (async () => {
      for await (const piece of answer as AsyncIterable<Buffer>) sent += piece.toString()
    })()
    await expect(reading).rejects.toMatchObject({ problem: 'cut-short' })
    expect(sent.length).toBeGreaterThan(256 * KB)
    expect(() => JSON.parse(sent)).toThrow(SyntaxError)
    expect(body.isDestroyed).toBe(true)
  })
})
