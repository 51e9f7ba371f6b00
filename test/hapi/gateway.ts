import { afterAll, beforeAll, inject } from 'vitest'
import { type Issuer, startIssuer } from '../../demo/issuer/issuer.ts'
import { freePort, startGateway, type TestGateway } from '../fixtures/gateway.ts'
import { expectClean, typesToldBy } from './clean.ts'

/** An answer of the gateway, its body as the bytes read as UTF-8. */
export interface Heard {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  json<T = Record<string, unknown>>(): T
}

export interface Sent {
  readonly headers?: Readonly<Record<string, string>>
  /** A string is sent as it is. */
  readonly body?: object | string
}

/** Asks as one caller; `path` is below the base, or a link. Whatever comes is held to `expectClean`. */
export type Ask = (method: string, path: string, sent?: Sent) => Promise<Heard>

/** The server behind, asked without the gateway. */
export const upstream = inject('hapiBaseUrl')

/** Starts a gateway before the real server for all tests of a file. */
export function useGateway() {
  let gateway: TestGateway
  let issuer: Issuer
  beforeAll(async () => {
    const port = await freePort()
    issuer = await startIssuer({ audience: `http://127.0.0.1:${port}/fhir`, lifetime: 3600 })
    gateway = await startGateway({ upstreamUrl: upstream, issuer: issuer.issuer }, port)
  })
  afterAll(async () => {
    await gateway.close()
    await issuer.stop()
  })
  return {
    base: () => gateway.base,
    /** A token with these scopes. */
    token: (scope: string): Promise<string> => issuerToken(scope)(),
    /** The caller whose token holds these scopes, for one patient if it names one. */
    as: (scope: string, patient?: string): Ask => {
      const token = issuerToken(scope, patient)
      return async (method, path, sent = {}) => {
        const headers = { ...sent.headers, authorization: `Bearer ${await token()}` }
        const heard = await ask(gateway.base, method, path, { ...sent, headers })
        expectClean(heard, { base: gateway.base, upstream, told: typesToldBy(scope), path })
        return heard
      }
    },
  }

  function issuerToken(scope: string, patient?: string): () => Promise<string> {
    let minted: Promise<string> | undefined
    return () => {
      minted ??= issuer.mint({ scope, client_id: scope, ...(patient !== undefined && { patient }) })
      return minted
    }
  }
}

/** Asks the server behind. */
export const directly: Ask = (method, path, sent) => ask(upstream, method, path, sent)

async function ask(base: string, method: string, path: string, { headers, body }: Sent = {}): Promise<Heard> {
  const url = path.startsWith('http') ? path : `${base}${/^(?:$|\?)/.test(path) ? '' : '/'}${path}`
  const answer = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { ...(body !== undefined && { 'content-type': 'application/fhir+json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, text, json: () => JSON.parse(text) }
}
