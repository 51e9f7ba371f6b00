import { z } from 'zod'

/** The base of a FHIR server: an `http(s)` URL to which paths are joined, read without its final slash; no query. */
export function baseUrl(expected: string) {
  return z.string({ error: expected }).transform((text, context) => {
    const url = readHttpUrl(text, 'base')
    if (url instanceof URL) return url
    context.issues.push({ code: 'custom', input: text, message: expected, params: { what: url.wrong } })
    return z.NEVER
  })
}

/** An `http(s)` URL that is fetched as it stands; it may have a query. */
export function endpointUrl(expected: string) {
  return z.string({ error: expected }).transform((text, context) => {
    const url = readHttpUrl(text, 'endpoint')
    if (url instanceof URL) return url
    context.issues.push({ code: 'custom', input: text, message: expected, params: { what: url.wrong } })
    return z.NEVER
  })
}

/** An identifier that is a URL and is compared as text, so it stays exactly as written (RFC 8414 §2 `issuer`). */
export function urlText(expected: string) {
  return z.string({ error: expected }).superRefine((text, context) => {
    const url = readHttpUrl(text, 'base')
    if (!(url instanceof URL)) context.addIssue({ code: 'custom', message: expected, params: { what: url.wrong } })
  })
}

/** A web origin exactly as browsers send it: scheme, host, port unless default (RFC 6454 §6.1). */
export function origin() {
  const error = 'an exact origin such as https://app.example.org, without path, * or final slash'
  return z.string({ error }).refine((text) => URL.canParse(text) && isWeb(text) && new URL(text).origin === text, {
    error,
  })
}

/** What is wrong is said without repeating the text: a password may be in it. */
function readHttpUrl(text: string, use: 'base' | 'endpoint'): URL | { wrong: string } {
  if (text.length > 2048 || !/^[\x21-\x7e]+$/.test(text) || text.includes('\\')) return { wrong: 'is not a URL' }
  if (!isWeb(text) || !URL.canParse(text)) return { wrong: 'is not an http or https URL' }
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return { wrong: 'must not hold a user or password' }
  if (text.includes('#')) return { wrong: 'must not have a fragment' }
  if (use === 'endpoint') return url
  if (text.includes('?')) return { wrong: 'must not have a query' }
  const path = text.replace(/^https?:\/\/[^/]*/i, '')
  if (!/^(\/[A-Za-z0-9._~-]+)*\/?$/.test(path) || /\/\.{1,2}(\/|$)/.test(path)) {
    return { wrong: 'has a path with empty, dotted or encoded segments' }
  }
  if (url.pathname !== '/') url.pathname = url.pathname.replace(/\/$/, '')
  return url
}

function isWeb(text: string): boolean {
  return /^https?:\/\/[^/]/i.test(text)
}
