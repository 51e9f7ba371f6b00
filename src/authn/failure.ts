/** A caller that cannot prove to hold its key is told no more than that (RFC 9449 §7.1). */
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
  CREDENTIALS_MISSING: { status: 401, challenge: 'bare', issue: 'login', show: 'An access token is needed.' },
  SCHEME_UNSUPPORTED: {
    status: 401,
    challenge: 'bare',
    issue: 'login',
    show: 'A Bearer or DPoP access token is needed.',
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
  TOKEN_MALFORMED: { status: 401, challenge: 'invalid_token', issue: 'login', show: 'The access token is not valid.' },
  TOKEN_ENCRYPTED: { status: 401, challenge: 'invalid_token', issue: 'login', show: 'The access token is not valid.' },
  HEADER_UNSUPPORTED: {
    status: 401,
    challenge: 'invalid_token',
    issue: 'login',
    show: 'The access token is not valid.',
  },
  ISSUER_UNKNOWN: { status: 401, challenge: 'invalid_token', issue: 'login', show: 'The access token is not valid.' },
  ALGORITHM_REFUSED: {
    status: 401,
    challenge: 'invalid_token',
    issue: 'login',
    show: 'The access token is not valid.',
  },
  TYPE_REFUSED: { status: 401, challenge: 'invalid_token', issue: 'login', show: 'The access token is not valid.' },
  CLAIM_MISSING: { status: 401, challenge: 'invalid_token', issue: 'login', show: 'The access token is not valid.' },
  CLAIM_INVALID: { status: 401, challenge: 'invalid_token', issue: 'login', show: 'The access token is not valid.' },
  TOKEN_EXPIRED: { status: 401, challenge: 'invalid_token', issue: 'expired', show: 'The access token has expired.' },
  TOKEN_NOT_YET_VALID: {
    status: 401,
    challenge: 'invalid_token',
    issue: 'login',
    show: 'The access token is not valid.',
  },
  AUDIENCE_REFUSED: { status: 401, challenge: 'invalid_token', issue: 'login', show: 'The access token is not valid.' },
  IDENTITY_TOKEN: { status: 401, challenge: 'invalid_token', issue: 'login', show: 'The access token is not valid.' },
  CONFIRMATION_INVALID: {
    status: 401,
    challenge: 'invalid_token',
    issue: 'login',
    show: 'The access token is not valid.',
  },
  BINDING_REQUIRED: { status: 401, challenge: 'invalid_token', issue: 'login', show: 'The access token is not valid.' },
  TOKEN_BOUND: { status: 401, challenge: 'invalid_token', issue: 'login', show: 'The access token is not valid.' },
  TOKEN_UNBOUND: { status: 401, challenge: 'invalid_token', issue: 'login', show: 'The access token is not valid.' },
  CERTIFICATE_MISSING: {
    status: 401,
    challenge: 'invalid_token',
    issue: 'login',
    show: 'The access token is not valid.',
  },
  CERTIFICATE_MISMATCH: {
    status: 401,
    challenge: 'invalid_token',
    issue: 'login',
    show: 'The access token is not valid.',
  },
  TOKEN_REVOKED: { status: 401, challenge: 'invalid_token', issue: 'login', show: 'The access token is not valid.' },
  LIFETIME_REFUSED: { status: 401, challenge: 'invalid_token', issue: 'login', show: 'The access token is not valid.' },
  TOKEN_TOO_OLD: { status: 401, challenge: 'invalid_token', issue: 'expired', show: 'The access token has expired.' },
  TOKEN_INACTIVE: { status: 401, challenge: 'invalid_token', issue: 'login', show: 'The access token is not valid.' },
  TOKEN_CONTRADICTED: {
    status: 401,
    challenge: 'invalid_token',
    issue: 'login',
    show: 'The access token is not valid.',
  },
  CONTEXT_INVALID: { status: 401, challenge: 'invalid_token', issue: 'login', show: 'The access token is not valid.' },
  KEY_UNKNOWN: { status: 401, challenge: 'invalid_token', issue: 'login', show: 'The access token is not valid.' },
  SIGNATURE_INVALID: {
    status: 401,
    challenge: 'invalid_token',
    issue: 'login',
    show: 'The access token is not valid.',
  },
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
    show: 'The DPoP proof needs the nonce of this answer.',
  },
  REPLAY_UNCHECKED: {
    status: 503,
    challenge: undefined,
    issue: 'transient',
    show: 'DPoP proofs cannot be checked at the moment.',
  },
  KEYS_UNAVAILABLE: {
    status: 503,
    challenge: undefined,
    issue: 'transient',
    show: 'Access tokens cannot be checked at the moment.',
  },
  INTROSPECTION_UNAVAILABLE: {
    status: 503,
    challenge: undefined,
    issue: 'transient',
    show: 'Access tokens cannot be checked at the moment.',
  },
  VERIFICATION_BUSY: {
    status: 503,
    challenge: undefined,
    issue: 'transient',
    show: 'Access tokens cannot be checked at the moment.',
  },
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
