import type { Line } from '../line.ts'

/** What anyone may ask. */
export const open: readonly Line[] = [
  {
    title: 'What the server can do, as far as the gateway lets it',
    path: '/metadata',
    promise: { status: 200, ending: 'permitted', code: 'PUBLIC', shows: ['CapabilityStatement'] },
  },
  {
    title: 'Where apps get their tokens',
    path: '/.well-known/smart-configuration',
    promise: { status: 200, ending: 'permitted' },
  },
]

/** Callers without a token that is good. */
export const strangers: readonly Line[] = [
  {
    title: 'No token',
    path: '/Patient/p01',
    promise: { status: 401, ending: 'refused', code: 'CREDENTIALS_MISSING', shows: ['OperationOutcome'] },
  },
  {
    title: 'A token that has expired',
    caller: 'expired',
    path: '/Patient/p01',
    promise: { status: 401, ending: 'refused', code: 'TOKEN_EXPIRED' },
  },
  {
    title: 'A good token of an issuer that is not trusted',
    caller: 'foreign',
    path: '/Patient/p01',
    promise: { status: 401, ending: 'refused', code: 'ISSUER_UNKNOWN' },
  },
  {
    title: 'A token that claims the trusted issuer, signed with another key',
    caller: 'forged',
    path: '/Patient/p01',
    promise: { status: 401, ending: 'refused', code: 'KEY_UNKNOWN' },
  },
]
