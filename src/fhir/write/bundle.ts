import { writeForm } from '../form-pairs.ts'
import type { BundleEntry, BundleInteraction, SingleInteraction } from '../interaction.ts'
import { isRefusal } from '../refusal.ts'
import { addressOf, type WrittenRequest } from './request.ts'
import { searchPairs } from './search.ts'

/**
 * Writes a batch or transaction of the given entries, in their order. Resources are the very bytes the client sent;
 * everything around them is written afresh from each entry's interaction. Unreadable entries must not be among them.
 */
export function writeBundle(bundle: BundleInteraction, entries: readonly BundleEntry[]): WrittenRequest {
  const parts: Buffer[] = [Buffer.from(`{"resourceType":"Bundle","type":"${bundle.kind}"`)]
  for (const [position, entry] of entries.entries()) {
    parts.push(Buffer.from(position === 0 ? ',"entry":[' : ','), writeEntry(entry))
  }
  parts.push(Buffer.from(entries.length > 0 ? ']}' : '}'))
  const prefer = bundle.prefer.return === undefined ? undefined : { prefer: `return=${bundle.prefer.return}` }
  return {
    method: 'POST',
    path: '',
    query: '',
    headers: { accept: 'application/fhir+json', 'content-type': 'application/fhir+json; charset=utf-8', ...prefer },
    body: Buffer.concat(parts),
  }
}

function writeEntry({ interaction, fullUrl }: BundleEntry): Buffer {
  if (isRefusal(interaction)) throw new TypeError('an entry that could not be read cannot be written')
  const head = fullUrl === undefined ? '{' : `{"fullUrl":${JSON.stringify(fullUrl)},`
  const resource = resourceBytes(interaction)
  const request = `"request":${JSON.stringify(requestOf(interaction))}}`
  if (resource === undefined) return Buffer.from(head + request)
  return Buffer.concat([Buffer.from(`${head}"resource":`), resource, Buffer.from(`,${request}`)])
}

/** A JSON Patch goes into a Binary, as inside a transaction it must (http.html#jsonpatch-transaction). */
function resourceBytes(interaction: SingleInteraction): Buffer | undefined {
  if (!('body' in interaction) || interaction.body === undefined) return undefined
  if (interaction.kind !== 'patch' || interaction.dialect !== 'json-patch') return interaction.body.bytes
  const data = interaction.body.bytes.toString('base64')
  return Buffer.from(JSON.stringify({ resourceType: 'Binary', contentType: 'application/json-patch+json', data }))
}

const methods = { create: 'POST', update: 'PUT', patch: 'PATCH', delete: 'DELETE' } as const

function requestOf(interaction: SingleInteraction): Record<string, string> {
  const { path, pairs } = addressOf(interaction)
  const { ifMatch, ifNoneMatch } = interaction.preconditions
  const writes = interaction.kind in methods
  const method = writes
    ? methods[interaction.kind as keyof typeof methods]
    : interaction.kind === 'operation'
      ? interaction.method
      : 'GET'
  return {
    method,
    url: pairs.length > 0 ? `${path}?${writeForm(pairs)}` : path,
    ...(writes && ifMatch !== undefined && { ifMatch }),
    ...(writes && ifNoneMatch !== undefined && { ifNoneMatch }),
    ...(interaction.kind === 'create' &&
      interaction.ifNoneExist && { ifNoneExist: writeForm(searchPairs(interaction.ifNoneExist)) }),
  }
}
