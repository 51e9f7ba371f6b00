import { type Refusal, refuse } from './refusal.ts'

/**
 * Headers of which two would be read differently by different servers; each changes what is done or to whom. `Prefer` is none:
 * its lines are one list (RFC 7240 §2), in which a contradiction is refused.
 */
const single = new Set([
  'accept-charset',
  'authorization',
  'content-encoding',
  'content-length',
  'content-location',
  'content-type',
  'dpop',
  'expect',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-exist',
  'if-none-match',
  'if-unmodified-since',
  'transfer-encoding',
])

/**
 * Refuses a request that repeats a header with one meaning. `rawHeaders` alternates names and values as they came;
 * the parsed map would already have dropped or joined the second one.
 */
export function checkRepeatedHeaders(rawHeaders: readonly string[]): Refusal | undefined {
  let seen: Set<string> | undefined
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] as string).toLowerCase()
    if (!single.has(name)) continue
    seen ??= new Set()
    if (seen.has(name)) return refuse('HEADER_DUPLICATE', name)
    seen.add(name)
  }
  return undefined
}
