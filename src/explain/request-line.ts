import type { ExplainParts } from './parts.ts'

/** A request line as people type it, with its target from the root of the server. */
export interface RequestLine {
  readonly method: string
  readonly target: string
}

/**
 * Reads `GET /Observation?patient=1`; undefined when it is no request line. A target below the public URL or the mount
 * path is taken as it is, any other is put below the mount path.
 */
export function readRequestLine(line: string, parts: Pick<ExplainParts, 'base' | 'mount'>): RequestLine | undefined {
  const [, method, given] = /^(\S+) +(.+)$/s.exec(line) ?? []
  if (method === undefined || given === undefined) return undefined
  return { method, target: targetOf(given.replace(/ HTTP\/1\.[01]$/, ''), parts) }
}

function targetOf(given: string, { base, mount }: Pick<ExplainParts, 'base' | 'mount'>): string {
  const path =
    given.startsWith(`${base}/`) || given.startsWith(`${base}?`) ? given.slice(new URL(base).origin.length) : given
  const prefix = mount.map((part) => `/${part}`).join('')
  const isBelow = path === prefix || path.startsWith(`${prefix}/`) || path.startsWith(`${prefix}?`)
  return isBelow || !/^[/?]/.test(path) ? path : `${prefix}${path}`
}

export const FORM = 'application/x-www-form-urlencoded'

/** The media type that a body needs at its place, for who does not say one. */
export function mediaTypeFor({ method, target }: RequestLine, body: Buffer): string {
  if (/\/_search\/?(?:\?|$)/.test(target)) return FORM
  const isList = /^\s*\[/.test(body.subarray(0, 1024).toString('latin1'))
  return method === 'PATCH' && isList ? 'application/json-patch+json' : 'application/fhir+json'
}
