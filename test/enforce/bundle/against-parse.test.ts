import { expect, test } from 'vitest'
import type { BundleEntryBytes } from '../../../src/enforce/bundle/entry.ts'
import { AnswerError } from '../../../src/enforce/bundle/error.ts'
import fc from '../../fixtures/fast-check.ts'
import { rewrite } from './rewrite.ts'

const SIZES = [1, 2, 3, 5, 7, 17, 4096, 65536]
const BUNDLES = 1_200

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('"', '\\', '\\"', ']},{', '"entry":[', 'é€😀', '\u0000', '\u2028'),
)
/** JSON.parse of V8 13 and later takes a name of one escaped character for another; it is what this is compared with. */
const readable = (name: string) => !/^["\\\u0000-\u001f]$/.test(name)
const name = fc.oneof(fc.constantFrom('entry', 'resource', 'link', 'search', 'a', '1', 'é'), text.filter(readable))
const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      text,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(true, false, null),
    ),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(name, tie('any'), { maxKeys: 4 }),
  ),
})).any
const resource = fc
  .tuple(fc.constantFrom('Patient', 'Observation', 'Bundle'), fc.dictionary(name, value, { maxKeys: 5 }))
  .map(([resourceType, rest]) => ({ ...rest, resourceType }))
const entry = fc.record(
  { fullUrl: text, resource, search: fc.record({ mode: fc.constantFrom('match', 'include') }), link: value },
  { requiredKeys: [] },
)
const bundle = fc.record({
  first: fc.dictionary(
    text.filter((t) => readable(t) && !RESERVED.has(t)),
    value,
    { maxKeys: 3 },
  ),
  entry: fc.array(entry, { maxLength: 8 }),
  last: fc.dictionary(
    text.filter((t) => readable(t) && !RESERVED.has(t)),
    value,
    { maxKeys: 3 },
  ),
  typeFirst: fc.boolean(),
})
const RESERVED = new Set(['entry', 'resourceType', '__proto__'])
const spelling = fc.record({ space: fc.constantFrom(0, 1, '\t'), escaped: fc.boolean(), keep: fc.nat() })

type Made = typeof bundle extends fc.Arbitrary<infer T> ? T : never

function documentOf(made: Made, style: { space: string | number; escaped: boolean }): string {
  const type = { resourceType: 'Bundle' }
  const whole = { ...(made.typeFirst ? type : {}), ...made.first, entry: made.entry, ...made.last, ...type }
  const written = JSON.stringify(whole, null, style.space)
  return style.escaped ? written.replace(/[^\x20-\x7e\s]|(?<=")e(?=ntry")/gu, asEscapes) : written
}

function asEscapes(characters: string): string {
  return [...Array(characters.length).keys()]
    .map((i) => `\\u${characters.charCodeAt(i).toString(16).padStart(4, '0')}`)
    .join('')
}

/** What the rewriting must come to, by parsing the whole. */
function expected(document: string, stays: (index: number) => boolean): unknown {
  const whole = JSON.parse(document)
  const kept = whole.entry.filter((_: unknown, index: number) => stays(index))
  const { entry: _all, ...rest } = whole
  return kept.length > 0 ? { ...rest, entry: kept } : rest
}

test('rewriting comes to the same as parsing, at every size of chunks', () => {
  fc.assert(
    fc.property(bundle, spelling, (made, style) => {
      const document = documentOf(made, style)
      const stays = (index: number) => ((style.keep >> (index % 30)) & 1) === 1
      const wanted = expected(document, stays)
      const outputs = new Set<string>()
      for (const size of SIZES) {
        const seen: unknown[] = []
        const onEntry = (each: BundleEntryBytes) => {
          seen.push(JSON.parse(each.bytes.toString()))
          return stays(each.index) ? 'keep' : 'drop'
        }
        const written = rewrite(document, { onEntry }, {}, size)
        expect(JSON.parse(written)).toEqual(wanted)
        expect(JSON.stringify(seen)).toBe(JSON.stringify(JSON.parse(document).entry))
        outputs.add(written)
      }
      expect(outputs.size).toBe(1)
    }),
    { numRuns: BUNDLES },
  )
})

test('a compact Bundle that says its type first passes byte for byte', () => {
  fc.assert(
    fc.property(bundle, fc.boolean(), fc.constantFrom(...SIZES), (made, escaped, size) => {
      const document = documentOf(
        { ...made, typeFirst: true, entry: [...made.entry, {}] },
        { space: 0, escaped },
      ).replaceAll('"\\u0065ntry"', '"entry"')
      const first = document.startsWith('{"resourceType"')
      if (first) expect(rewrite(document, {}, {}, size)).toBe(document)
    }),
    { numRuns: 300 },
  )
})

test('a broken Bundle is refused, or comes to what parsing it comes to', () => {
  const pieces = ['"', '\\', '{', '}', '[', ']', ',', ':', '0', ' ', '\n', 'é', '"entry":[],', '{},', '1e5']
  const edit = fc.record({
    at: fc.nat(),
    remove: fc.integer({ min: 0, max: 2 }),
    insert: fc.constantFrom('', ...pieces),
  })
  let passed = 0
  fc.assert(
    fc.property(
      bundle,
      spelling,
      fc.array(edit, { minLength: 1, maxLength: 2 }),
      fc.constantFrom(...SIZES),
      (made, style, edits, size) => {
        let document: Buffer = Buffer.from(documentOf(made, style))
        for (const { at, remove, insert } of edits) {
          const offset = at % (document.length + 1)
          document = Buffer.concat([
            document.subarray(0, offset),
            Buffer.from(insert),
            document.subarray(offset + remove),
          ])
        }
        let written: string
        try {
          written = rewrite(document, {}, {}, size)
        } catch (error) {
          expect(error).toBeInstanceOf(AnswerError)
          return
        }
        passed++
        const decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(document)
        expect(JSON.parse(written)).toEqual(
          'entry' in JSON.parse(decoded) ? expected(decoded, () => true) : JSON.parse(decoded),
        )
      },
    ),
    { numRuns: 5_000 },
  )
  expect(passed).toBeGreaterThan(100)
})
