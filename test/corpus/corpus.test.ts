import { describe, expect, test } from 'vitest'
import { authorize } from '../../src/authorize/authorize.ts'
import { type Interaction, isBundle, type SingleInteraction } from '../../src/fhir/interaction.ts'
import { isRefusal, type Refusal } from '../../src/fhir/refusal.ts'
import { checkRepeatedHeaders } from '../../src/fhir/repeated-headers.ts'
import { writeBundle } from '../../src/fhir/write/bundle.ts'
import { type WritableInteraction, type WrittenRequest, writeRequest } from '../../src/fhir/write/request.ts'
import { essenceOf, languageOf, read, readWritten } from '../fixtures/language.ts'
import { authorityOf, callerWith, circumstances } from '../fixtures/principal.ts'
import { type Hostile, loadCorpus } from './corpus.ts'
import { type NaiveRequest, readNaively } from './naive.ts'

const language = languageOf()
const caller = callerWith('user/*.cruds', language.definitions)
const authority = authorityOf(language.definitions)
const corpus = loadCorpus()
const upstreamHeaders = ['accept', 'content-type', 'if-match', 'if-none-exist', 'if-none-match', 'prefer']

test('the corpus is large, and most of it goes nowhere', () => {
  expect(corpus.length).toBeGreaterThanOrEqual(450)
  const forwarded = corpus.filter((hostile) => sentFor(hostile) !== undefined)
  expect(forwarded.length / corpus.length).toBeGreaterThan(0.1)
  expect(forwarded.length / corpus.length).toBeLessThan(0.5)
})

describe.each([...new Set(corpus.map(({ kind }) => kind))])('a hostile %s', (kind) => {
  test.each(corpus.filter((hostile) => hostile.kind === kind))('$name', (hostile) => {
    const sent = sentFor(hostile)
    if (sent === undefined) return expect(sent).toBeUndefined()
    const { interaction, written } = sent
    const target = hostile.entryUrl ?? hostile.target
    const asked = readNaively(target, hostile.kind === 'body' && isForm(hostile) ? String(hostile.body) : '')
    const line = `${written.path}${written.query === '' ? '' : `?${written.query}`}`
    const form = written.path.endsWith('_search') ? String(written.body) : ''
    const once = readNaively(line, form)
    expect(meaningOf(once)).toEqual(meaningOf(asked))
    expect(readNaively(line, form, 2).segments).toEqual(once.segments)
    expect(segmentsOf(interaction)).toEqual(meaningOf(once).segments)
    expect(Object.keys(written.headers).every((name) => upstreamHeaders.includes(name))).toBe(true)
    expect(essenceOf(readWritten(written, language) as Interaction)).toEqual(essenceOf(interaction))
  })
})

interface Sent {
  readonly interaction: SingleInteraction
  readonly written: WrittenRequest
}

/** What the upstream receives for a hostile request of someone who may do everything; undefined: nothing. */
function sentFor(hostile: Hostile): Sent | undefined {
  const interaction = interpretation(hostile)
  if (isRefusal(interaction) || interaction.kind === 'page') return undefined
  const decision = authorize(interaction, caller, authority, circumstances)
  if (decision.effect === 'deny') return undefined
  if (!isBundle(interaction)) {
    const permitted = decision.interaction as SingleInteraction
    return { interaction: permitted, written: writeRequest(permitted as WritableInteraction) }
  }
  const entry = decision.entries?.[0]
  if (entry?.effect !== 'permit') return undefined
  const permitted = entry.interaction as SingleInteraction
  const bundle = writeBundle(interaction, [{ index: 0, interaction: permitted }])
  const { request } = JSON.parse(String(bundle.body)).entry[0]
  const [path = '', query = ''] = request.url.split('?')
  return { interaction: permitted, written: { method: request.method, path, query, headers: {} } }
}

function interpretation({ headers, method, target, body }: Hostile): Interaction | Refusal {
  const repeated = checkRepeatedHeaders(headers.flat())
  if (repeated) return repeated
  const joined: Record<string, string> = {}
  for (const [name, value] of headers) {
    const lower = name.toLowerCase()
    joined[lower] = joined[lower] === undefined ? value : `${joined[lower]}, ${value}`
  }
  return read({ method, target, headers: joined, body }, language)
}

function isForm({ headers }: Hostile): boolean {
  return headers.some(([, value]) => value.toLowerCase().startsWith('application/x-www-form-urlencoded'))
}

/** A naive reading without what the gateway may say in another way. */
function meaningOf({ segments, pairs }: NaiveRequest): NaiveRequest {
  const path =
    segments.at(-1) === '_search' ? segments.slice(0, -1).concat(segments.length === 3 ? ['*'] : []) : segments
  const said = pairs
    .filter(([name, value]) => value !== '' && name !== '_format' && !(name === '_contained' && value === 'false'))
    .map(
      ([name, value]) =>
        [
          name.replace(':recurse', ':iterate'),
          /^_include/.test(name)
            ? value.replace(/^\*(:\*)?$/, `${path[0]}:*`)
            : value.replace(/(T[\d:]+) (?=\d)/, '$1+'),
        ] as const,
    )
  return { segments: path, pairs: said.sort((a, b) => `${a}`.localeCompare(`${b}`)) }
}

/** Where an interaction leads, said by itself and not by the writer. */
function segmentsOf(interaction: SingleInteraction): readonly string[] {
  const { kind, type, id, name, versionId, compartment, condition } = interaction as unknown as Record<
    string,
    string
  > & {
    compartment?: { type: string; id: string }
  }
  if (kind === 'capabilities') return ['metadata']
  const owner = compartment === undefined ? [] : [compartment.type, compartment.id, ...(type ? [] : ['*'])]
  const end = kind === 'operation' ? [`$${name}`] : kind === 'history' || kind === 'vread' ? ['_history'] : []
  const all = [...owner, type, condition ? undefined : id, ...end, versionId].filter((part) => part !== undefined)
  return all.length > 0 ? (all as string[]) : ['']
}
