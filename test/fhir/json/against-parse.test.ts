import { expect, test } from 'vitest'
import { readStrict } from '../../../src/fhir/json/strict.ts'
import { isRefusal, type RefusalCode } from '../../../src/fhir/refusal.ts'
import fc from '../../fixtures/fast-check.ts'
import { PIECES } from './arbitrary-json.ts'

const DEPTH = 64
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function parse(bytes: Buffer): { text: string; value: unknown } | undefined {
  try {
    const text = decoder.decode(bytes)
    return { text, value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** Whether what `JSON.parse` takes is among what the strict reading documents to refuse, found by other means than its own. */
function isDocumentedException(text: string, value: unknown, refused: RefusalCode): boolean {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, 's')
  if (refused === 'BODY_DUPLICATE_KEY') return members(value) < bare.split(':').length - 1
  if (refused !== 'BODY_MALFORMED') return false
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  const numbers = bare.match(/-?\d[\d.eE+-]*/g) ?? []
  const unusual = numbers.some((n) => !Number.isFinite(Number(n)) || n.length > 100 || /[eE][+-]?\d{4}/.test(n))
  const halves = /\\u[dD][89a-fA-F]/.test(text)
  return !isObject || unusual || halves
}

function members(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const inner = Object.values(value).reduce((sum: number, each) => sum + members(each), 0)
  return inner + (Array.isArray(value) ? 0 : Object.keys(value).length)
}

function compare(bytes: Buffer): 'read' | 'refused' {
  const parsed = parse(bytes)
  const strict = readStrict(bytes, { depth: DEPTH })
  if (!isRefusal(strict)) {
    expect(parsed).toBeDefined()
    expect(JSON.stringify(strict.value)).toBe(JSON.stringify(parsed!.value))
    return 'read'
  }
  if (parsed !== undefined && !isDocumentedException(parsed.text, parsed.value, strict.refused)) {
    expect.fail(`refused ${strict.refused} (${strict.detail}): ${parsed.text}`)
  }
  return 'refused'
}

const json = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 6, stringUnit: 'grapheme' }))
const spelled = fc.tuple(json, fc.constantFrom(0, 1, '\t'), fc.boolean()).map(([value, space, escaped]) => {
  const text = JSON.stringify(value, null, space)
  return escaped ? text.replace(/[^\x20-\x7e\s]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`) : text
})

test('well-formed documents are read as JSON.parse reads them', () => {
  fc.assert(
    fc.property(spelled, (text) => {
      expect(compare(Buffer.from(text))).toBe('read')
    }),
    { numRuns: 2_000 },
  )
})

test('documents broken in a few bytes are read as JSON.parse reads them, or refused', () => {
  const piece = fc.oneof(
    fc.constantFrom(...PIECES, '\u2028').map((p) => Buffer.from(p)),
    fc.uint8Array({ maxLength: 2 }).map((b) => Buffer.from(b)),
  )
  const edit = fc.record({ at: fc.nat(), remove: fc.integer({ min: 0, max: 2 }), insert: piece })
  let read = 0
  fc.assert(
    fc.property(spelled, fc.array(edit, { minLength: 1, maxLength: 3 }), (text, edits) => {
      let bytes: Buffer = Buffer.from(text)
      for (const { at, remove, insert } of edits) {
        const offset = at % (bytes.length + 1)
        bytes = Buffer.concat([bytes.subarray(0, offset), insert, bytes.subarray(offset + remove)])
      }
      if (compare(bytes) === 'read') read++
    }),
    { numRuns: 10_000 },
  )
  expect(read).toBeGreaterThan(100)
})

test('random tokens are read as JSON.parse reads them, or refused', () => {
  const token = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"b"',
    '1',
    '-0.5E1',
    'true',
    'null',
    ' ',
    '"\\n"',
    '{"a":',
    ',"b":',
    '}',
  )
  fc.assert(
    fc.property(fc.array(token, { maxLength: 12 }), (tokens) => {
      compare(Buffer.from(`{"a":${tokens.join('')}}`))
    }),
    { numRuns: 10_000 },
  )
})

test('every node is found where its bytes are', () => {
  fc.assert(
    fc.property(spelled, (text) => {
      const body = readStrict(Buffer.from(text), { depth: DEPTH })
      if (isRefusal(body)) return expect.fail(body.detail)
      const visit = (node: unknown): void => {
        if (typeof node !== 'object' || node === null) return
        expect(JSON.parse(body.bytes.subarray(...body.spanOf(node)).toString())).toEqual(
          JSON.parse(JSON.stringify(node)),
        )
        for (const each of Object.values(node)) visit(each)
      }
      visit(body.value)
    }),
    { numRuns: 300 },
  )
})
