import type { Site } from '../../src/discovery/site.ts'

export const base = 'https://gate.example/fhir'

/** A site with these `smart` fields; scopes of Patient and Observation grant something there. */
export function siteWith(own: Record<string, unknown> = {}, rest: Partial<Site> = {}): Site {
  return {
    base,
    own: { capabilities: ['permission-v1', 'permission-v2'], ...own },
    issuers: ['https://id.example'],
    binding: { dpopAlgorithms: [], certificates: false, required: false },
    honours: (scope) => /^(?:patient|user|system)\/(?:Patient|Observation)\.c?r?u?d?s?$/.test(scope),
    ...rest,
  }
}

/** What an issuer of browsers and services says of itself. */
export const metadata = {
  issuer: 'https://id.example',
  jwks_uri: 'https://id.example/keys',
  authorization_endpoint: 'https://id.example/authorize',
  token_endpoint: 'https://id.example/token',
  grant_types_supported: ['authorization_code', 'client_credentials'],
  code_challenge_methods_supported: ['S256'],
}
