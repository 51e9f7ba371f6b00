import { readCompactJws } from '../compact-jws.ts'
import { isAuthenticationFailure } from '../failure.ts'
import { tokenType } from '../issuer/issuer.ts'
import type { IssuerKeys } from '../issuer/jwks.ts'
import { verifySignature } from '../signature.ts'

export interface SignedAnswerRules {
  readonly issuer: string
  readonly clientId: string
  readonly algorithms: ReadonlySet<string>
  readonly keys: IssuerKeys
  /** Seconds. */
  readonly clockSkew: number
}

type Members = Readonly<Record<string, unknown>>

/** An answer is made when it is asked for; older than this it is another's. Seconds, the skew apart. */
const FRESH = 60

/**
 * Opens a signed introspection answer (RFC 9701 §5): typed as one, signed by the issuer's keys, made by the issuer for us
 * and just now. A signed access token must not pass for an answer about it, nor an answer to another server for ours.
 *
 * @param now seconds since the epoch.
 * @returns the members of `token_introspection`; undefined for anything else than such an answer.
 */
export async function openSignedAnswer(
  text: string,
  { issuer, clientId, algorithms, keys, clockSkew }: SignedAnswerRules,
  now: number,
): Promise<Members | undefined> {
  const jws = readCompactJws(text)
  if (isAuthenticationFailure(jws)) return undefined
  if (tokenType(jws.type) !== 'token-introspection+jwt' || !algorithms.has(jws.algorithm)) return undefined
  const { iss, aud, iat, token_introspection: answer } = jws.claims
  if (iss !== issuer || ![aud].flat().includes(clientId)) return undefined
  if (typeof iat !== 'number' || Math.abs(now - iat) > FRESH + clockSkew) return undefined
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return undefined
  const { key } = await verifySignature(jws, keys)
  return isAuthenticationFailure(key) ? undefined : (answer as Members)
}
