import { Agent, request } from 'node:https'
import { json } from 'node:stream/consumers'
import type { Line } from './line.ts'

/** What a line sends; `curl` and the demo itself both take it from here. */
export interface Written {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** A line as a request without its token. `page` is the link that a line with `pageOf` goes on from. */
export function writtenOf(line: Line, base: string, page?: string): Written {
  const { form, body, accept } = line
  return {
    method: line.method ?? 'GET',
    url: page ?? `${base}${line.path}`,
    headers: {
      ...(accept !== undefined && { accept }),
      ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(body && { 'content-type': 'application/fhir+json' }),
    },
    body: form ?? (body && JSON.stringify(body.resource)),
  }
}

export interface Received {
  readonly status: number
  /** `X-Request-Id`: by it the gateway's log knows the exchange. */
  readonly id: string
  readonly json: unknown
}

export interface Sender {
  send(written: Written, token: string | undefined): Promise<Received>
  close(): void
}

const ANSWER_MS = 10_000

/** Sends over TLS, and believes no server but the one with this certificate. */
export function createSender(certificate: string): Sender {
  const agent = new Agent({ ca: certificate, keepAlive: true })
  return {
    send: ({ method, url, headers, body }, token) =>
      new Promise((resolve, reject) => {
        const { hostname, port } = new URL(url)
        // The target goes out as it stands in the line: a URL object would tidy up what is meant to be untidy.
        const path = url.slice(url.indexOf('/', 'https://'.length))
        const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
        const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
        const options = { agent, hostname, port, path, method, timeout: ANSWER_MS }
        const sending = request({ ...options, headers: { ...headers, ...length, ...authorization } }, (response) => {
          const known = { status: response.statusCode ?? 0, id: String(response.headers['x-request-id']) }
          if (method === 'HEAD') {
            response.resume()
            response.once('end', () => resolve({ ...known, json: undefined }))
          } else json(response).then((content) => resolve({ ...known, json: content }), reject)
        })
        sending.once('timeout', () => sending.destroy(new Error(`no answer to ${method} ${path} in ${ANSWER_MS} ms`)))
        sending.once('error', reject)
        sending.end(body)
      }),
    close: () => agent.destroy(),
  }
}
