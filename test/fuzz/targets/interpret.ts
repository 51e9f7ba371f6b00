import { authorize } from '../../../src/authorize/authorize.ts'
import type { Decision } from '../../../src/authorize/decision.ts'
import {
  type BundleEntry,
  type BundleInteraction,
  type Interaction,
  isBundle,
  type SingleInteraction,
} from '../../../src/fhir/interaction.ts'
import { interpret } from '../../../src/fhir/interpret/interpret.ts'
import { isRefusal, type Refusal, refusals } from '../../../src/fhir/refusal.ts'
import { checkRepeatedHeaders } from '../../../src/fhir/repeated-headers.ts'
import { templateOf } from '../../../src/fhir/route-template.ts'
import { readTarget } from '../../../src/fhir/target.ts'
import { writeBundle } from '../../../src/fhir/write/bundle.ts'
import { type WritableInteraction, type WrittenRequest, writeRequest } from '../../../src/fhir/write/request.ts'
import { readNaively } from '../../corpus/naive.ts'
import { essenceOf, languageOf, readWritten } from '../../fixtures/language.ts'
import { authorityOf, callerWith, circumstances } from '../../fixtures/principal.ts'
import { equal, holds, same } from '../engine/holds.ts'
import { target } from '../engine/target.ts'
import { request } from '../grammars/request.ts'
import { lookupIn, type RequestText, readRequestText } from '../reference/request-text.ts'

const language = languageOf()
/** What is spelled out of a short request may be longer than a client's may be. */
const wide = languageOf('R4', { parameters: 100_000, includes: 100_000, orValues: 100_000, bundleEntries: 100_000 })
const MAX_TARGET = 8192
/** Larger ones are read, and not written and read again. */
const WRITTEN_AGAIN = 16 * 1024
/** Bytes of a search's parameters from which on they are no part of the request line. */
const LONG_SEARCH = 4096
const plainPath = /^(?:(?:[A-Za-z0-9\-._$]{1,128}|\*)(?:\/(?:[A-Za-z0-9\-._$]{1,128}|\*))*)?$/
const plainQuery = /^[A-Za-z0-9\-._~$:,|/*!'()%=&+@]*$/
const upstreamHeaders = ['accept', 'content-type', 'if-match', 'if-none-exist', 'if-none-match', 'prefer']
const plainTemplate = /^[A-Z]+ [\w$*/{}?&:.…-]*$/

const authority = authorityOf(language.definitions)
const callers = [
  callerWith('user/*.cruds', language.definitions),
  callerWith('patient/*.cruds', language.definitions, 'p01'),
  callerWith('user/Observation.cruds?category=a patient/Patient.cruds system/Encounter.rs', language.definitions, '1'),
]

interface Outcome {
  readonly read: Interaction | Refusal
  /** For one of the callers; of a page, which is another request's, nothing is decided. */
  readonly decision?: Decision
}

function decided(input: Buffer): Outcome {
  const read = readAll(readRequestText(input))
  if (isRefusal(read) || read.kind === 'page') return { read }
  return { read, decision: authorize(read, callers[input.length % callers.length]!, authority, circumstances) }
}

function readAll({ method, target, rawHeaders, body }: RequestText): Interaction | Refusal {
  const at = readTarget(target, [], MAX_TARGET)
  if (isRefusal(at)) return at
  return (
    checkRepeatedHeaders(rawHeaders) ?? interpret({ method, target: at, header: lookupIn(rawHeaders), body }, language)
  )
}

/**
 * The request that is written for the FHIR server has one reading, by this gateway and by an ordinary server: what was
 * decided on. A refused one has a known code; what logs show of a request holds nothing of its values.
 */
export const interpreter = target<Outcome>({
  name: 'interpret',
  longest: 1024 * 1024,
  within: 500,
  weight: 12,
  grammar: request,
  words: [
    '/..',
    '%2e',
    '%25',
    '%2F',
    '&_include=',
    ':iterate',
    '_has:',
    '\n\n',
    'Content-Type: ',
    '"request":{',
    '.name=',
    '?',
  ],
  read: decided,
  check(input, { read, decision }) {
    if (isRefusal(read)) {
      holds(read.refused in refusals, 'a refusal has a known code')
      return read.refused
    }
    holds(plainTemplate.test(templateOf(read)), 'a template is plain')
    if (decision === undefined) return read.kind
    if (decision.effect === 'deny') return `${read.kind} denied`
    const { interaction } = decision
    if (input.length > WRITTEN_AGAIN) return read.kind
    if (isBundle(interaction)) return checkBundle(interaction, permitted(interaction, decision))
    checkSingle(interaction)
    checkPlace(readRequestText(input).target, writeRequest(read as WritableInteraction))
    return read.kind
  },
})

function permitted({ entries }: BundleInteraction, decision: Decision & { effect: 'permit' }): readonly BundleEntry[] {
  return entries.flatMap((entry, index) => {
    const judged = decision.entries?.[index]
    return judged?.effect === 'permit' ? [{ ...entry, interaction: judged.interaction as SingleInteraction }] : []
  })
}

function checkSingle(interaction: Interaction): void {
  const written = writeRequest(interaction as WritableInteraction)
  checkWritten(written)
  const again = readWritten(written, wide)
  holds(!isRefusal(again), `what is written is read${isRefusal(again) ? ` (${again.refused} ${again.detail})` : ''}`)
  same(
    writable(again as Interaction),
    writable(asSent(interaction, written)),
    'what is written means what was decided on',
  )
  same(spelled(writeRequest(again as WritableInteraction)), spelled(written), 'it is written in one way')
}

/** A search that is too long for a request line, and no other, goes by POST. */
function asSent(interaction: Interaction, { method, body }: WrittenRequest): Interaction {
  if (interaction.kind !== 'search' || interaction.method === method) return interaction
  holds(method === 'POST' && (body?.length ?? 0) > LONG_SEARCH, 'a short search is sent as it was asked')
  return { ...interaction, method }
}

/**
 * What of it can be written: history and operations have no parameter for the types that may be shown, the guard keeps to
 * them; and a search that is long is sent by POST.
 */
function writable(interaction: Interaction): unknown {
  const { types, method, ...rest } = essenceOf(interaction) as { types?: unknown; method?: unknown }
  if (interaction.kind === 'history' || interaction.kind === 'operation') return { method, ...rest }
  return interaction.kind === 'search' ? { types, ...rest } : { types, method, ...rest }
}

function checkBundle(read: BundleInteraction, kept: readonly BundleEntry[]): string {
  const written = writeBundle(read, kept)
  const again = readWritten(written, wide)
  holds(!isRefusal(again) && again.kind === read.kind, 'a Bundle that is written is read')
  const { entries } = again as BundleInteraction
  same(entries.map(essence), kept.map(essence), 'its entries mean what was decided on')
  same(spelled(writeBundle(again as BundleInteraction, entries)), spelled(written), 'it is written in one way')
  return `${read.kind} of ${Math.min(kept.length, 3)}`
}

function essence({ interaction, fullUrl }: BundleEntry): unknown {
  return [fullUrl, isRefusal(interaction) ? interaction.refused : writable(interaction)]
}

function checkWritten({ path, query, headers }: WrittenRequest): void {
  holds(plainPath.test(path) && !/(?:^|\/)\.+(?:\/|$)/.test(path), 'a written path is plain')
  holds(plainQuery.test(query), 'a written query is plain')
  for (const [name, value] of Object.entries(headers)) {
    holds(upstreamHeaders.includes(name), 'only these headers are written')
    holds(/^[\x20-\x7e]*$/.test(value), 'a written header is visible ASCII')
  }
}

/** An ordinary server finds in the written path what it would have found in the client's. */
function checkPlace(target: string, { path }: WrittenRequest): void {
  const written = readNaively(path)
  same(readNaively(path, '', 2).segments, written.segments, 'a written path is the same decoded twice')
  const asked = readNaively(target).segments
  const ends = (segments: readonly string[]) => segments.filter((each) => each !== '_search' && each !== '*').join('/')
  equal(ends(written.segments), ends(asked), 'an ordinary server finds the same path')
}

function spelled({ body, ...rest }: WrittenRequest): unknown {
  return { ...rest, body: body?.toString('latin1') }
}
