import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isBundle } from '../../src/fhir/interaction.ts'
import { isRefusal, refusals } from '../../src/fhir/refusal.ts'
import { writeBundle } from '../../src/fhir/write/bundle.ts'
import { type WritableInteraction, writeRequest } from '../../src/fhir/write/request.ts'
import { loadCorpus } from '../corpus/corpus.ts'
import { loadCases, requestOf } from '../fixtures/cases.ts'
import { effortOf } from '../fixtures/effort.ts'
import { type Asked, languageOf, read } from '../fixtures/language.ts'

const runs = Number(process.env.GATEHOUSE_MUTATION_RUNS ?? 20_000)
const seed = Number(process.env.GATEHOUSE_SEED ?? 20_241)
const LONGEST_MS = 50
const language = languageOf()

const good: readonly Asked[] = loadCases().map(requestOf)
const hostile: readonly Asked[] = loadCorpus().map(({ method, target, headers, body }) => ({
  method,
  target,
  headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
  body,
}))

const pieces = [
  ...[
    '%',
    '%2f',
    '%00',
    '%25',
    '%u0031',
    '/',
    '//',
    '..',
    ';',
    '?',
    '&',
    '=',
    '#',
    '+',
    ',',
    '\\',
    '|',
    '$',
    ':',
    '.',
    '*',
  ],
  ...[
    '_has:',
    'subject:Patient.',
    '_include',
    '_type',
    '{',
    '}',
    '[',
    '"',
    '\\u003f',
    '?a=b',
    'null',
    '1e999',
    '\u0000',
    'é',
  ],
]
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(8),
  add: fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 6 })),
  times: fc.constantFrom(1, 1, 1, 2, 40, 2000),
})
const mutated = fc
  .tuple(fc.constantFrom(...good, ...hostile), fc.array(edit, { maxLength: 4 }), fc.boolean())
  .map(([asked, edits, inBody]): Asked => {
    const body =
      asked.body && inBody ? Buffer.from(edits.reduce(apply, asked.body.toString('latin1')), 'latin1') : asked.body
    return { ...asked, body, target: asked.body && inBody ? asked.target : edits.reduce(apply, asked.target) }
  })

test(`${runs} mutated requests are read or refused at once, seed ${seed}`, { timeout: 180_000 + runs * 5 }, () => {
  const seen = { read: 0, refused: 0 }
  fc.assert(
    fc.property(mutated, (asked) => {
      const result = timed(asked)
      if (isRefusal(result)) {
        seen.refused++
        expect(refusals).toHaveProperty(result.refused)
        return
      }
      seen.read++
      if (result.kind === 'page') return
      const entries = isBundle(result) ? result.entries.filter(({ interaction }) => !isRefusal(interaction)) : []
      const written = isBundle(result) ? writeBundle(result, entries) : writeRequest(result as WritableInteraction)
      expect(written.path).toMatch(/^[A-Za-z0-9\-._$/*]*$/)
      expect(written.path.split('/').some((segment) => /^\.+$/.test(segment))).toBe(false)
      expect(written.query).toMatch(/^[\x21-\x7e]*$/)
    }),
    { numRuns: runs, seed },
  )
  expect(seen.read).toBeGreaterThan(runs / 20)
  expect(seen.refused).toBeGreaterThan(runs / 20)
})

/** Reads a request, and again where it took too much: what else this process does at times is not a slow reader. */
function timed(asked: Asked) {
  for (let attempt = 1; ; attempt++) {
    let result!: ReturnType<typeof read>
    const effort = effortOf(() => {
      result = read(asked, language)
    })
    if (effort < LONGEST_MS) return result
    if (attempt === 3) expect(effort).toBeLessThan(LONGEST_MS)
  }
}

function apply(
  text: string,
  { at, remove, add, times }: { at: number; remove: number; add: string; times: number },
): string {
  const start = Math.floor(at * text.length)
  return text.slice(0, start) + add.repeat(times) + text.slice(start + remove)
}
