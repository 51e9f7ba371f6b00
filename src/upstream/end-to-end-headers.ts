import type { IncomingHttpHeaders } from 'node:http'

/** RFC 9110 §7.6.1: these speak of the connection to the upstream, not of its answer. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** End-to-end response headers; lower-case names, repeated ones joined by `, `; those nominated by `Connection` removed. */
export function endToEndHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = {}
  const { connection } = headers
  // Most answers nominate nothing, or `keep-alive`, which is none of theirs in any case.
  const nominated = connection === undefined || HOP_BY_HOP.has(connection) ? undefined : nominatedBy(String(connection))
  for (const name in headers) {
    const value = headers[name]
    if (value === undefined || HOP_BY_HOP.has(name) || nominated?.has(name)) continue
    kept[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return kept
}

function nominatedBy(connection: string): Set<string> {
  return new Set(connection.split(',').map((name) => name.trim().toLowerCase()))
}

/** Whether the bytes are something else than what was asked for (`accept-encoding: identity`). */
export function isEncoded(headers: Readonly<Record<string, string>>): boolean {
  const encoding = headers['content-encoding']
  return encoding !== undefined && encoding.trim().toLowerCase() !== 'identity' && encoding.trim() !== ''
}
