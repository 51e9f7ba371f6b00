import { authorityOf } from '../../src/authorize/authority.ts'
import { loadDefinitions } from '../../src/config/definitions/load-definitions.ts'
import { loadElements } from '../../src/config/definitions/load-elements.ts'
import { createPublicLinks } from '../../src/enforce/links.ts'
import { createSealer } from '../../src/enforce/seal.ts'
import type { Answer, ClientMessage } from '../../src/message.ts'
import { travel } from '../../src/pipeline.ts'
import { defaultDenialPolicy } from '../../src/policy/denial-policy.ts'
import { Presence } from '../../src/presence.ts'
import { createStatements } from '../../src/road/forward/statements.ts'
import type { RoadParts } from '../../src/road/parts.ts'
import { nobodyBarred } from '../fixtures/bars.ts'
import { limits } from '../fixtures/language.ts'
import { callerWith } from '../fixtures/principal.ts'
import { policy } from './policy-callers.ts'
import { upstreamBase } from './upstream.ts'

export const base = 'https://gateway.test/fhir'
export const definitions = loadDefinitions('R4')

const authority = authorityOf(definitions, [], [base, upstreamBase])
const underPolicy = authorityOf(definitions, [], [base, upstreamBase], {}, policy)
const links = createPublicLinks(base, [upstreamBase, 'https://gateway.test/fhir'])
const unlimited = { allowed: true, headers: {} } as const
const sealer = createSealer({ current: { id: 'test', key: Buffer.alloc(32, 7) }, previous: [] })
const principals = new Map<string, ReturnType<typeof callerWith>>()

/** The road as it is built at start, but for the socket to the upstream, the clock and the issuer: a token is its scopes, in base64url. */
export function partsFor(upstream: RoadParts['upstream'], hasPolicy = false): RoadParts {
  const callerOf = ({ token }: { readonly token: string }) => {
    const known = principals.get(token)
    if (known) return known
    const scopes = Buffer.from(token, 'base64url').toString()
    const made = callerWith(scopes, definitions, scopes.includes('patient/') ? 'p01' : undefined)
    principals.set(token, made)
    return made
  }
  return {
    publicUrl: new URL(base),
    base,
    mount: ['fhir'],
    limits: { url: 8192, body: 1024 * 1024 },
    language: { definitions, limits },
    authenticator: {
      authenticate: (credential) => ('token' in credential ? callerOf(credential) : credential),
      recall: callerOf,
      warm: async () => {},
      states: () => [],
    },
    bars: nobodyBarred,
    binding: { check: () => undefined, algorithms: [], nonce: () => undefined },
    limiter: {
      checkAddress: async () => unlimited,
      chargeAddress: async () => {},
      checkClient: async () => unlimited,
      leave: async () => {},
    },
    authority: hasPolicy ? underPolicy : authority,
    elements: () => loadElements('R4'),
    denial: defaultDenialPolicy,
    iua: false,
    upstream,
    links,
    sealer,
    statements: createStatements(() => 0),
    publication: { base, links, authority, everPermitted: () => true, cors: false, services: [] },
    discovery: { answer: async () => ({ status: 200, headers: {}, body: null }), oauthUris: async () => ({}) },
    events: { limited: () => {} },
    now: () => Date.parse('2024-06-01T00:00:00Z'),
  }
}

/** A request as a caller makes it; the target is below the base. */
export interface Request {
  readonly method: string
  readonly target: string
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export type Gateway = (message: ClientMessage) => Promise<Answer>

export function gatewayOf(parts: RoadParts): Gateway {
  return (message) => travel(message, parts)
}

/** The message of a request. A body that is no text is sent as JSON. */
export function messageOf({ method, target, headers = {}, body }: Request, scopes: string): ClientMessage {
  const bytes = body === undefined ? undefined : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const typed = bytes && headers['content-type'] === undefined ? { 'content-type': 'application/fhir+json' } : {}
  const all = { ...typed, ...headers, authorization: `Bearer ${Buffer.from(scopes).toString('base64url')}` }
  return {
    id: 'request',
    startedAt: 0,
    method,
    target: `/fhir${target}`,
    rawHeaders: Object.entries(all).flat(),
    headers: all,
    remoteAddress: '127.0.0.1',
    hasBody: bytes !== undefined,
    readBody: async () => bytes ?? Buffer.alloc(0),
    presence: new Presence(),
  }
}
