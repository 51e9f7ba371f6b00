import { createHash, type KeyObject, randomBytes, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { type ProofKey, proofBy } from '../fixtures/dpop.ts'
import { createUserAgent, type Place, type UserAgent } from './user-agent.ts'

/** An authorization server's metadata, as far as clients need it (RFC 8414 §2). */
export interface ServerMetadata {
  readonly issuer: string
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly introspection_endpoint: string
  readonly revocation_endpoint: string
  readonly end_session_endpoint: string
  readonly jwks_uri: string
}

/** A token response (RFC 6749 §5.1). */
export interface TokenResponse {
  readonly access_token: string
  readonly refresh_token?: string
  readonly id_token?: string
  readonly token_type: string
  readonly scope?: string
}

/** Where an app waits for codes; nothing listens there, as the user agent stops before it. */
export const redirectUri = 'http://127.0.0.1:1/callback'

export async function readMetadata(issuer: string): Promise<ServerMetadata> {
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`)
  return (await answer.json()) as ServerMetadata
}

/** Sends a form; a status other than 200 is an error that tells the answer. */
export async function post(
  url: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Record<string, unknown>> {
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form), headers })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${new URL(url).pathname} answered ${answer.status}: ${text.slice(0, 1000)}`)
  return text === '' ? {} : JSON.parse(text)
}

export interface CodeFlow {
  readonly clientId: string
  readonly scope: string
  /** What the user does from the first page on, until the app's redirect URI is reached. */
  readonly signIn: (agent: UserAgent, page: Place) => Promise<Place>
  /** Makes the token bound to it (RFC 9449 §5). */
  readonly proof?: ProofKey
  /** Further parameters of the authorization request. */
  readonly asked?: Readonly<Record<string, string>>
  /** In place of the verifier that fits the challenge (RFC 7636 §4.5). */
  readonly verifier?: string
}

/** The authorization code flow of a public app with PKCE (SMART App Launch "standalone launch"), from first request to token. */
export async function walkCodeFlow(server: ServerMetadata, flow: CodeFlow): Promise<TokenResponse> {
  const verifier = randomBytes(32).toString('base64url')
  const state = randomUUID()
  const request = new URLSearchParams({
    response_type: 'code',
    client_id: flow.clientId,
    redirect_uri: redirectUri,
    scope: flow.scope,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...flow.asked,
  })
  const agent = createUserAgent(redirectUri)
  const { url } = await flow.signIn(agent, await agent.visit(`${server.authorization_endpoint}?${request}`))
  const code = url.searchParams.get('code')
  if (code === null || url.searchParams.get('state') !== state) throw new Error(`no code for this state: ${url}`)
  const form = { grant_type: 'authorization_code', client_id: flow.clientId, code, redirect_uri: redirectUri }
  const sent = { ...form, code_verifier: flow.verifier ?? verifier }
  return (await post(server.token_endpoint, sent, proofHeader(server, flow.proof))) as unknown as TokenResponse
}

export interface BackendService {
  readonly clientId: string
  readonly algorithm: string
  readonly keyId: string
  readonly privateKey: KeyObject
}

/** The form members by which a backend service proves itself (SMART Backend Services, RFC 7523 §2.2). */
export async function assertion(service: BackendService, audience: string, claims: object = {}) {
  const now = Math.floor(Date.now() / 1000)
  const members = { iss: service.clientId, sub: service.clientId, aud: audience, jti: randomUUID(), exp: now + 120 }
  const signed = await new SignJWT({ ...members, iat: now, ...claims })
    .setProtectedHeader({ alg: service.algorithm, kid: service.keyId, typ: 'JWT' })
    .sign(service.privateKey)
  return {
    client_id: service.clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: signed,
  }
}

/** A token for a backend service by client credentials and a signed assertion. */
export async function serviceToken(
  server: ServerMetadata,
  service: BackendService,
  scope: string,
  proof?: ProofKey,
): Promise<TokenResponse> {
  const form = { grant_type: 'client_credentials', scope, ...(await assertion(service, server.token_endpoint)) }
  return (await post(server.token_endpoint, form, proofHeader(server, proof))) as unknown as TokenResponse
}

/** The header by which a token request names the key of its token. */
function proofHeader(server: ServerMetadata, key: ProofKey | undefined): Record<string, string> {
  if (key === undefined) return {}
  const contents = { method: 'POST', url: server.token_endpoint, token: '', claims: { ath: undefined } }
  return { dpop: proofBy(key, contents) }
}

export function basic(id: string, secret: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` }
}
