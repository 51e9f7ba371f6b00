import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Interaction } from '../../src/fhir/interaction.ts'
import { isRefusal } from '../../src/fhir/refusal.ts'
import { type WritableInteraction, writeRequest } from '../../src/fhir/write/request.ts'
import { type Asked, essenceOf, languageOf, read, readWritten } from '../fixtures/language.ts'
import { request } from './arbitrary-request.ts'

const RUNS = Number(process.env.GATEHOUSE_PROPERTY_RUNS ?? 1000)
const options = { numRuns: RUNS, seed: Number(process.env.GATEHOUSE_SEED ?? 20_241) }

describe.each(['R4', 'R4B', 'R5'] as const)(`%s, seed ${options.seed}`, (version) => {
  const language = languageOf(version)
  const requests = request(language.definitions)

  test('everything the grammar can make is understood', () => {
    fc.assert(
      fc.property(requests, (asked) => {
        expect(read(asked, language)).toHaveProperty('kind')
      }),
      options,
    )
  })

  test('reading what was written gives what was read', () => {
    fc.assert(
      fc.property(requests, (asked) => {
        const interaction = read(asked, language) as WritableInteraction
        const again = readWritten(writeRequest(interaction), language) as Interaction
        expect(essenceOf(again)).toEqual(essenceOf(interaction))
      }),
      options,
    )
  })

  test('writing what was read again changes no byte', () => {
    fc.assert(
      fc.property(requests, (asked) => {
        const once = writeRequest(read(asked, language) as WritableInteraction)
        const twice = writeRequest(readWritten(once, language) as WritableInteraction)
        expect(twice).toEqual({ ...once, headers: twice.headers })
      }),
      options,
    )
  })

  test('percent-encoding some characters changes nothing', () => {
    fc.assert(
      fc.property(requests, fc.infiniteStream(fc.boolean()), (asked, which) => {
        const spelled = { ...asked, target: encodeSome(asked, which) }
        expect(essenceOf(read(spelled, language) as Interaction)).toEqual(
          essenceOf(read(asked, language) as Interaction),
        )
      }),
      options,
    )
  })

  test('what is put behind a path that is refused does not make it one that is read', () => {
    const suffix = fc.constantFrom(
      '#',
      '#/Patient/1',
      '?',
      '?x=y',
      '?/../Patient/1',
      ';',
      ';a=b',
      '%23',
      '%3f',
      '%3b',
      '%00',
    )
    const broken = fc.constantFrom(
      '/Patient//1',
      '/Patient/..',
      '/Foo/1',
      '/patient/1',
      '/Patient/a_b',
      '/Patient/1/x',
      '/%2f',
      '//x',
    )
    fc.assert(
      fc.property(broken, fc.array(suffix, { minLength: 1, maxLength: 3 }), (target, suffixes) => {
        expect(isRefusal(read({ method: 'GET', target: target + suffixes.join('') }, language))).toBe(true)
      }),
      options,
    )
  })

  test('what is put behind a good path either is refused or asks for the same', () => {
    const suffix = fc.constantFrom(
      '#',
      '#/Patient/2',
      '?',
      ';',
      ';a=b',
      '%23',
      '%3f_summary=true',
      '%3b',
      '%00',
      '%2f',
      '%20',
      '+',
      '\\',
    )
    fc.assert(
      fc.property(
        fc.constantFrom('/Patient/1', '/Patient', '/Patient/1/_history/2', '/metadata'),
        suffix,
        (target, end) => {
          const read_ = read({ method: 'GET', target: target + end }, language)
          if (!isRefusal(read_))
            expect(essenceOf(read_)).toEqual(essenceOf(read({ method: 'GET', target }, language) as Interaction))
          else expect(read_.refused).toBe('TARGET_MALFORMED')
        },
      ),
      options,
    )
  })
})

/** Spells some characters of a target in percent; separators and what is encoded already stay. */
function encodeSome({ target }: Asked, which: fc.Stream<boolean>): string {
  const [path = '', query = ''] = target.split(/\?(.*)/s)
  const encode = (text: string) =>
    text.replace(/%[0-9A-F]{2}|[^/&=]/g, (char) => {
      if (char.length > 1 || !which.next().value) return char
      return `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`
    })
  return query === '' ? encode(path) : `${encode(path)}?${encode(query)}`
}
