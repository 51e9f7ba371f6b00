import { type Authenticator, type AuthenticatorOptions, createAuthenticator } from '../../../src/authn/authenticate.ts'
import { isAuthenticationFailure } from '../../../src/authn/failure.ts'
import type { IntrospectionOptions } from '../../../src/authn/introspection/options.ts'
import type { FetchInit } from '../../../src/authn/issuer/fetch-json.ts'
import type { IssuerOptions } from '../../../src/authn/issuer/issuer.ts'
import { createSecret } from '../../../src/config/files/secret.ts'
import { fakeClock, recordingScopes, trusting } from '../../fixtures/issuer.ts'
import { ALGORITHMS, goodClaims, ISSUER, jwks, NOW } from '../token-cases.ts'

export const ENDPOINT = `${ISSUER}/introspect`

/** What an issuer answers of an active token that is good here. */
export const active = { active: true, token_type: 'Bearer', ...goodClaims }

export type Reply = unknown | (() => Promise<Response>)

/** An authenticator whose issuers answer from memory: questions are kept, replies are by host of the endpoint. */
export function startAsking(introspection: Partial<IntrospectionOptions> = {}, rules: Partial<IssuerOptions> = {}) {
  const clock = fakeClock(NOW * 1000)
  const scopes = recordingScopes()
  const questions: { url: string; init: FetchInit; form: URLSearchParams }[] = []
  const events: string[] = []
  const replies = new Map<string, Reply>([[ENDPOINT, active]])

  const fetch: AuthenticatorOptions['fetch'] = async (url, init) => {
    if (init.method === 'GET') return Response.json(jwks, { headers: { 'cache-control': 'max-age=86400' } })
    questions.push({ url, init, form: new URLSearchParams(init.body) })
    const reply = replies.get(url)
    return typeof reply === 'function' ? reply() : Response.json(reply)
  }
  const options = (issuer: string): IssuerOptions =>
    trusting(issuer, {
      jwksUri: `${issuer}/jwks`,
      algorithms: ALGORITHMS,
      introspection: {
        url: new URL(`${issuer}/introspect`),
        when: 'opaque',
        clientId: 'gatehouse',
        clientSecret: createSecret('s:cret'),
        cache: 60_000,
        signed: false,
        ...introspection,
      },
      ...rules,
    })
  const create = (issuers: readonly string[] = [ISSUER], more: Partial<AuthenticatorOptions> = {}): Authenticator =>
    createAuthenticator({
      issuers: issuers.map(options),
      readScopes: scopes.readScopes,
      now: clock.now,
      monotonic: clock.monotonic,
      fetch,
      onValidation: (issuer, result) => events.push(`${issuer === ISSUER ? '' : `${issuer} `}${result}`),
      onIntrospection: (_, result) => events.push(result),
      ...more,
    })
  return { clock, scopes, questions, events, replies, create, authenticator: create() }
}

export async function resultOf(authenticator: Authenticator, token: string): Promise<string> {
  const authenticated = await authenticator.authenticate({ token })
  return isAuthenticationFailure(authenticated) ? authenticated.unauthenticated : 'ok'
}
