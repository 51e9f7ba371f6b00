/** Whatever is wrong with a token, the caller is told no more than this (RFC 6750 §3.1). */
const invalidToken = {
  status: 401,
  challenge: 'invalid_token',
  issue: 'login',
  show: 'The access token is not valid.',
} as const

const expiredToken = { ...invalidToken, issue: 'expired', show: 'The access token has expired.' } as const

const uncheckedToken = {
  status: 503,
  challenge: undefined,
  issue: 'transient',
  show: 'Access tokens cannot be checked at the moment.',
} as const

/** A caller that cannot prove that it holds its key is told no more than that (RFC 9449 §7.1). */
const invalidProof = {
  status: 401,
  challenge: 'invalid_dpop_proof',
  issue: 'login',
  show: 'The DPoP proof is not valid.',
} as const

/**
 * Why a request is not authenticated. The codes are the log's, the metrics' and the documentation's;
 * the text is what the caller is told, and never says which check of a token failed.
 * `challenge` names the WWW-Authenticate form (RFC 6750 §3): without an error code when nothing was tried (§3.1), none with 503.
 */
export const authenticationFailures = {
  CREDENTIALS_MISSING: { status: 401, challenge: 'bare', issue: 'login', show: 'An access token is required.' },
  SCHEME_UNSUPPORTED: {
    status: 401,
    challenge: 'bare',
    issue: 'login',
    show: 'A Bearer or DPoP access token is required.',
  },
  AUTHORIZATION_MALFORMED: {
    status: 400,
    challenge: 'invalid_request',
    issue: 'invalid',
    show: 'The Authorization header is not valid.',
  },
  AUTHORIZATION_REPEATED: {
    status: 400,
    challenge: 'invalid_request',
    issue: 'invalid',
    show: 'The Authorization header is given more than once.',
  },
  TOKEN_IN_QUERY: {
    status: 400,
    challenge: 'invalid_request',
    issue: 'invalid',
    show: 'An access token must not be sent in the URL.',
  },
  TOKEN_TOO_LARGE: {
    status: 400,
    challenge: 'invalid_request',
    issue: 'too-long',
    show: 'The access token is too large.',
  },
  TOKEN_MALFORMED: invalidToken,
  TOKEN_ENCRYPTED: invalidToken,
  HEADER_UNSUPPORTED: invalidToken,
  ISSUER_UNKNOWN: invalidToken,
  ALGORITHM_REFUSED: invalidToken,
  TYPE_REFUSED: invalidToken,
  CLAIM_MISSING: invalidToken,
  CLAIM_INVALID: invalidToken,
  TOKEN_EXPIRED: expiredToken,
  TOKEN_NOT_YET_VALID: invalidToken,
  AUDIENCE_REFUSED: invalidToken,
  IDENTITY_TOKEN: invalidToken,
  CONFIRMATION_INVALID: invalidToken,
  BINDING_REQUIRED: invalidToken,
  TOKEN_BOUND: invalidToken,
  TOKEN_UNBOUND: invalidToken,
  CERTIFICATE_MISSING: invalidToken,
  CERTIFICATE_MISMATCH: invalidToken,
  TOKEN_REVOKED: invalidToken,
  LIFETIME_REFUSED: invalidToken,
  TOKEN_TOO_OLD: expiredToken,
  TOKEN_INACTIVE: invalidToken,
  TOKEN_CONTRADICTED: invalidToken,
  CONTEXT_INVALID: invalidToken,
  KEY_UNKNOWN: invalidToken,
  SIGNATURE_INVALID: invalidToken,
  PROOF_MISSING: invalidProof,
  PROOF_MALFORMED: invalidProof,
  PROOF_KEY_REFUSED: invalidProof,
  PROOF_MISMATCH: invalidProof,
  PROOF_EXPIRED: invalidProof,
  PROOF_SIGNATURE_INVALID: invalidProof,
  PROOF_REPLAYED: invalidProof,
  NONCE_NEEDED: {
    status: 401,
    challenge: 'use_dpop_nonce',
    issue: 'login',
    show: 'The DPoP proof must carry the nonce given in this answer.',
  },
  REPLAY_UNCHECKED: {
    status: 503,
    challenge: undefined,
    issue: 'transient',
    show: 'DPoP proofs cannot be checked at the moment.',
  },
  KEYS_UNAVAILABLE: uncheckedToken,
  INTROSPECTION_UNAVAILABLE: uncheckedToken,
  VERIFICATION_BUSY: uncheckedToken,
} as const satisfies Record<string, Entry>

interface Entry {
  readonly status: 400 | 401 | 503
  readonly challenge: 'bare' | 'invalid_request' | 'invalid_token' | 'invalid_dpop_proof' | 'use_dpop_nonce' | undefined
  /** OperationOutcome.issue.code. */
  readonly issue: string
  readonly show: string
}

export type AuthenticationCode = keyof typeof authenticationFailures

/** A request without a usable access token. A value, not an exception: hostile tokens are ordinary input. */
export interface AuthenticationFailure extends Entry {
  readonly unauthenticated: AuthenticationCode
  /** What exactly, for logs and `explain` only. Names rules and claims, never their values. */
  readonly detail: string
}

export function fail(code: AuthenticationCode, detail: string): AuthenticationFailure {
  return { unauthenticated: code, detail, ...authenticationFailures[code] }
}

export function isAuthenticationFailure(value: unknown): value is AuthenticationFailure {
  return typeof value === 'object' && value !== null && 'unauthenticated' in value
}
