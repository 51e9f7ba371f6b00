import { authorize } from '../../src/authorize/authorize.ts'
import { isBundle } from '../../src/fhir/interaction.ts'
import { interpret } from '../../src/fhir/interpret/interpret.ts'
import { isRefusal } from '../../src/fhir/refusal.ts'
import { checkRepeatedHeaders } from '../../src/fhir/repeated-headers.ts'
import { readTarget } from '../../src/fhir/target.ts'
import { writeBundle } from '../../src/fhir/write/bundle.ts'
import { type WritableInteraction, writeRequest } from '../../src/fhir/write/request.ts'
import { languageOf } from '../fixtures/language.ts'
import { authorityOf, callerWith, circumstances } from '../fixtures/principal.ts'
import { lookupIn } from '../fuzz/reference/request-text.ts'
import type { StrictMessage } from '../fuzz/wire/strict-reader.ts'

const language = languageOf()
const authority = authorityOf(language.definitions)
const caller = callerWith('user/*.cruds', language.definitions)

/** The path below the base that a message has, if it has one: `Patient/1`. */
export function pathOf({ target }: StrictMessage): string | undefined {
  const read = readTarget(target, ['fhir'], 8192)
  return isRefusal(read) ? undefined : read.segments.join('/')
}

/** What the FHIR server should be asked for by a message, where `token` is of someone who may do everything; undefined: for nothing. */
export function readingOf({ method, target, headers, body }: StrictMessage, token: string): string | undefined {
  const credentials = headers.filter(([name]) => name === 'authorization').map(([, value]) => value)
  if (credentials.length !== 1 || credentials[0] !== `Bearer ${token}`) return undefined
  const at = readTarget(target, ['fhir'], 8192)
  const rawHeaders = headers.flat()
  if (isRefusal(at) || checkRepeatedHeaders(rawHeaders) !== undefined) return undefined
  const bytes = body === '' ? undefined : Buffer.from(body, 'latin1')
  const read = interpret({ method, target: at, header: lookupIn(rawHeaders), body: bytes }, language)
  if (isRefusal(read) || read.kind === 'page') return undefined
  const decision = authorize(read, caller, authority, circumstances)
  if (decision.effect === 'deny') return undefined
  const { interaction } = decision
  const kept = isBundle(interaction)
    ? interaction.entries.filter((_, index) => decision.entries?.[index]?.effect === 'permit')
    : []
  // Of a batch in which nothing is permitted, nothing is sent.
  if (isBundle(interaction) && kept.length === 0) return undefined
  const written = isBundle(interaction)
    ? writeBundle(interaction, kept)
    : writeRequest(interaction as WritableInteraction)
  const line = `${written.method} /fhir${written.path && `/${written.path}`}${written.query && `?${written.query}`}`
  return `${line}\n${written.body?.toString('latin1') ?? ''}`
}
