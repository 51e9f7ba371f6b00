import { type Pair, writeForm } from '../form-pairs.ts'
import type {
  BundleInteraction,
  Interaction,
  Preferences,
  SearchInteraction,
  SingleInteraction,
} from '../interaction.ts'
import { searchPairs } from './search.ts'

/**
 * An interaction written out as the request that asks for it and nothing else. `path` is relative to the FHIR base,
 * without a leading slash; `query` is encoded, without `?`.
 */
export interface WrittenRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Buffer
}

const JSON_TYPE = 'application/fhir+json'
const PATCH_TYPE = 'application/json-patch+json'
const FORM_TYPE = 'application/x-www-form-urlencoded'

/** What can be written as one request: everything but a Bundle (see `writeBundle`) and a page (its cursor holds a request). */
export type WritableInteraction = Exclude<Interaction, BundleInteraction | { kind: 'page' }>

/**
 * Writes the request for an interaction (http.html). HEAD is written as GET: the gateway has to see a body to guard it.
 * Conditional reads are written without their conditions, so that 304 is never said before the resource was checked.
 */
export function writeRequest(interaction: WritableInteraction): WrittenRequest {
  const { path, pairs } = addressOf(interaction)
  switch (interaction.kind) {
    case 'search':
      return writeSearch(interaction, path, pairs)
    case 'create': {
      const condition = interaction.ifNoneExist && { 'if-none-exist': writeForm(searchPairs(interaction.ifNoneExist)) }
      return withBody('POST', path, pairs, interaction.body.bytes, { ...prefer(interaction.prefer), ...condition })
    }
    case 'update':
      return withBody('PUT', path, pairs, interaction.body.bytes, {
        ...prefer(interaction.prefer),
        ...writeConditions(interaction),
      })
    case 'patch': {
      const type = interaction.dialect === 'json-patch' ? PATCH_TYPE : JSON_TYPE
      return withBody(
        'PATCH',
        path,
        pairs,
        interaction.body.bytes,
        { ...prefer(interaction.prefer), ...writeConditions(interaction) },
        type,
      )
    }
    case 'delete':
      return {
        method: 'DELETE',
        path,
        query: writeForm(pairs),
        headers: { accept: JSON_TYPE, ...writeConditions(interaction) },
      }
    case 'operation':
      if (interaction.body) return withBody('POST', path, pairs, interaction.body.bytes, prefer(interaction.prefer))
      return { method: interaction.method, path, query: writeForm(pairs), headers: { accept: JSON_TYPE } }
    default:
      return { method: 'GET', path, query: writeForm(pairs), headers: { accept: JSON_TYPE } }
  }
}

/** Where an interaction is addressed, relative to the base: also what `Bundle.entry.request.url` is made of. */
export function addressOf(interaction: SingleInteraction): { readonly path: string; readonly pairs: readonly Pair[] } {
  const { kind } = interaction
  switch (kind) {
    case 'capabilities':
      return { path: 'metadata', pairs: interaction.controls }
    case 'read':
      return { path: `${interaction.type}/${interaction.id}`, pairs: interaction.controls }
    case 'vread':
      return {
        path: `${interaction.type}/${interaction.id}/_history/${interaction.versionId}`,
        pairs: interaction.controls,
      }
    case 'history':
      return { path: joined(interaction.type, interaction.id, '_history'), pairs: interaction.controls }
    case 'create':
      return { path: interaction.type, pairs: interaction.controls }
    case 'update':
    case 'patch':
    case 'delete':
      if (interaction.condition) return { path: interaction.type, pairs: searchPairs(interaction.condition) }
      return { path: joined(interaction.type, interaction.id), pairs: interaction.controls }
    case 'operation':
      return { path: joined(interaction.type, interaction.id, `$${interaction.name}`), pairs: interaction.parameters }
    case 'search': {
      const { compartment } = interaction
      const path = compartment
        ? joined(compartment.type, compartment.id, interaction.type ?? '*')
        : joined(interaction.type)
      return { path, pairs: searchPairs(interaction.query) }
    }
  }
}

function writeSearch(interaction: SearchInteraction, path: string, pairs: readonly Pair[]): WrittenRequest {
  // A lenient server drops parameters it does not know, and with them what narrows the search (search.html#errors).
  const headers = { accept: JSON_TYPE, prefer: 'handling=strict' }
  const form = writeForm(pairs)
  if (interaction.method === 'GET' && !isLong(interaction, form)) return { method: 'GET', path, query: form, headers }
  const wholeCompartment = interaction.compartment && interaction.type === undefined
  return {
    method: 'POST',
    path: wholeCompartment ? path.replace('*', '_search') : joined(path || undefined, '_search'),
    query: '',
    headers: { ...headers, 'content-type': FORM_TYPE },
    body: Buffer.from(form, 'latin1'),
  }
}

/**
 * Whether a search goes as POST instead, which any server that can search takes (http.html#search): servers refuse request
 * lines of 8 KiB, and narrowing can make a short query that long. By POST some do not search compartments.
 */
function isLong({ compartment }: SearchInteraction, form: string): boolean {
  return compartment === undefined && form.length > LONG
}

/** Bytes; what a server takes holds the headers as well. */
const LONG = 4096

function withBody(
  method: 'POST' | 'PUT' | 'PATCH',
  path: string,
  pairs: readonly Pair[],
  body: Buffer,
  headers: Readonly<Record<string, string>> | undefined,
  type = JSON_TYPE,
): WrittenRequest {
  return {
    method,
    path,
    query: writeForm(pairs),
    headers: { accept: JSON_TYPE, 'content-type': `${type}; charset=utf-8`, ...headers },
    body,
  }
}

function prefer(preferences: Preferences): Readonly<Record<string, string>> {
  return preferences.return === undefined ? {} : { prefer: `return=${preferences.return}` }
}

function writeConditions({ preconditions }: SingleInteraction): Readonly<Record<string, string>> {
  return {
    ...(preconditions.ifMatch !== undefined && { 'if-match': preconditions.ifMatch }),
    ...(preconditions.ifNoneMatch !== undefined && { 'if-none-match': preconditions.ifNoneMatch }),
  }
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('/')
}
