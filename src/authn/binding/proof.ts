import { type CompactJws, readCompactJws } from '../compact-jws.ts'
import { type AuthenticationFailure, fail, isAuthenticationFailure } from '../failure.ts'

/** A DPoP proof that was read but not yet verified (RFC 9449 §4.2). */
export interface DpopProof {
  readonly jws: CompactJws
  /** The header's `jwk`, as the client wrote it. */
  readonly jwk: Readonly<Record<string, unknown>>
  readonly id: string
  readonly method: string
  readonly target: string
  /** Seconds since the epoch. */
  readonly issuedAt: number
  readonly tokenHash: string
  readonly nonce: string | undefined
}

/** Room for an RSA key of 8192 bits and an address of the usual limit. Characters, which here are bytes. */
const MAX_PROOF_LENGTH = 12 * 1024
const MAX_ID_LENGTH = 256

/**
 * Reads the one `DPoP` header of a request and the claims that a proof beside an access token must have
 * (RFC 9449 §4.2, §4.3 checks 1–5): strict JSON of bounded size and depth, each claim of its type. No cryptography.
 *
 * @param rawHeaders names and values in turn, as they came: the parsed map joins a second header into the first.
 * @returns PROOF_MISSING without a header, PROOF_MALFORMED for what is not exactly one proof.
 */
export function readDpopProof(rawHeaders: readonly string[]): DpopProof | AuthenticationFailure {
  let text: string | undefined
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!
    if (name.length !== 4 || name.toLowerCase() !== 'dpop') continue
    if (text !== undefined) return fail('PROOF_MALFORMED', 'more than one DPoP header')
    text = rawHeaders[i + 1]!
  }
  if (text === undefined) return fail('PROOF_MISSING', 'no DPoP header')
  if (text.length > MAX_PROOF_LENGTH) return fail('PROOF_MALFORMED', 'the proof is too long')
  const jws = readCompactJws(text)
  return isAuthenticationFailure(jws) ? fail('PROOF_MALFORMED', jws.detail) : readClaims(jws)
}

function readClaims(jws: CompactJws): DpopProof | AuthenticationFailure {
  if (jws.type !== 'dpop+jwt') return fail('PROOF_MALFORMED', 'typ is not dpop+jwt')
  const { jwk } = jws.header
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) return fail('PROOF_MALFORMED', 'no jwk')
  const { jti, htm, htu, iat, ath, nonce } = jws.claims
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_ID_LENGTH) return fail('PROOF_MALFORMED', 'jti')
  if (typeof htm !== 'string') return fail('PROOF_MALFORMED', 'htm')
  if (typeof htu !== 'string') return fail('PROOF_MALFORMED', 'htu')
  if (typeof iat !== 'number' || iat < 0) return fail('PROOF_MALFORMED', 'iat')
  if (typeof ath !== 'string') return fail('PROOF_MALFORMED', 'ath')
  if (nonce !== undefined && typeof nonce !== 'string') return fail('PROOF_MALFORMED', 'nonce')
  const key = jwk as Readonly<Record<string, unknown>>
  return { jws, jwk: key, id: jti, method: htm, target: htu, issuedAt: iat, tokenHash: ath, nonce }
}
