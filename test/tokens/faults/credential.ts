import type { Draft } from '../draft.ts'
import { anyKind, type Fault, faultsAt, having } from '../fault.ts'

const line = (change: (credential: string) => string) => having({ lines: (credential) => [change(credential)] })
const scheme = (change: (name: string) => string) => having((draft: Draft) => ({ scheme: change(draft.scheme) }))

/** What can be wrong with how a token is sent (RFC 6750 §2.1, §3.1). */
export const credentialFaults: readonly Fault[] = [
  ...faultsAt('query', 'query', anyKind, [
    ['access_token', 'TOKEN_IN_QUERY', having({ query: '?access_token=x' })],
    ['access_token escaped', 'TOKEN_IN_QUERY', having({ query: '?%61ccess%5Ftoken=x' })],
  ]),
  ...faultsAt('authorization', 'authorization', anyKind, [
    ['absent', 'CREDENTIALS_MISSING', having({ lines: () => [] })],
    ['another scheme', 'SCHEME_UNSUPPORTED', having({ scheme: 'Basic' })],
    ['a scheme that begins alike', 'SCHEME_UNSUPPORTED', having({ scheme: 'Bearer1' })],
    ['no scheme, and what could be one', 'SCHEME_UNSUPPORTED', line(() => 'eyJhbGciOiJub25lIn0.e30.')],
    ['scheme in upper case', 'ok', scheme((name) => name.toUpperCase())],
    ['scheme in lower case', 'ok', scheme((name) => name.toLowerCase())],
    ['two spaces', 'AUTHORIZATION_MALFORMED', scheme((name) => `${name} `)],
    ['a tab', 'AUTHORIZATION_MALFORMED', line((credential) => credential.replace(' ', '\t'))],
    ['only the scheme', 'AUTHORIZATION_MALFORMED', line(() => 'Bearer')],
    ['quoted', 'AUTHORIZATION_MALFORMED', line((credential) => `${credential.replace(' ', ' "')}"`)],
    ['something behind', 'AUTHORIZATION_MALFORMED', line((credential) => `${credential} x`)],
    ['two in one line', 'AUTHORIZATION_MALFORMED', line((credential) => `${credential}, ${credential}`)],
    ['not ASCII', 'AUTHORIZATION_MALFORMED', line((credential) => `${credential}\u00e9`)],
    ['padding inside', 'AUTHORIZATION_MALFORMED', line((credential) => `${credential}=.x`)],
    ['too large', 'TOKEN_TOO_LARGE', line((credential) => credential + 'A'.repeat(16_400))],
    ['JSON serialisation', 'AUTHORIZATION_MALFORMED', line(asJson)],
  ]),
]

/** RFC 7515 §7.2.2. */
function asJson(credential: string): string {
  const [scheme, token = ''] = credential.split(' ')
  const [header, payload, signature] = token.split('.')
  return `${scheme} ${JSON.stringify({ protected: header, payload, signature })}`
}
