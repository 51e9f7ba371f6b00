import type { IncomingMessage } from 'node:http'

const MAX_BODY = 64 * 1024

/** The form of a POST request; undefined for another method or a body that is too large. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  if (request.method !== 'POST') return undefined
  let body = ''
  for await (const chunk of request.setEncoding('latin1')) {
    body += chunk
    if (body.length > MAX_BODY) return undefined
  }
  return new URLSearchParams(body)
}
