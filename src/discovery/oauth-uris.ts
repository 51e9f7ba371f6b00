import type { Document } from './site.ts'

const fields = {
  authorize: 'authorization_endpoint',
  token: 'token_endpoint',
  register: 'registration_endpoint',
  manage: 'management_endpoint',
  introspect: 'introspection_endpoint',
  revoke: 'revocation_endpoint',
} as const

/** The authorization server's addresses by the names of the oauth-uris extension (SMART App Launch 2.2, "Conformance"). */
export function oauthUrisOf(smart: Document | undefined): Readonly<Partial<Record<keyof typeof fields, string>>> {
  const found = Object.entries(fields).map(([name, field]) => [name, smart?.[field]] as const)
  return Object.fromEntries(found.filter(([, url]) => typeof url === 'string'))
}
