import type { ClaimPath } from '../../fields/claim-paths.ts'
import type { WrittenClaims } from './claims.ts'
import type { algorithms } from './token-format.ts'

export type ClaimPaths = { readonly [Name in keyof Required<WrittenClaims>]: readonly ClaimPath[] }

/** What is known of an authorization server, so that it need not be written. */
interface Preset {
  readonly claims: Partial<ClaimPaths>
  readonly tokenTypes?: readonly string[]
  readonly algorithms?: readonly (typeof algorithms)[number][]
}

/** RFC 9068 and SMART App Launch, where no preset and no key says otherwise. */
const standard = {
  claims: {
    client: ['client_id', 'azp'],
    subject: ['sub'],
    scope: ['scope', 'scp'],
    patient: ['patient'],
    fhirUser: ['fhirUser'],
    roles: ['roles', 'realm_access.roles'],
    encounter: ['encounter'],
    purposeOfUse: ['purpose_of_use'],
  },
  tokenTypes: ['at+jwt'],
  algorithms: ['RS256', 'RS384', 'ES256', 'ES384'],
} as const satisfies Preset & { claims: ClaimPaths }

/** Servers that differ from the standards in known ways; docs/identity-providers.md says how to set each of them up. */
const presets = {
  smart: { claims: {} },
  keycloak: {
    claims: { client: ['azp', 'client_id'], scope: ['scope'], roles: ['realm_access.roles'] },
    tokenTypes: ['at+jwt', 'JWT'],
    algorithms: ['RS256', 'RS384', 'PS256', 'PS384', 'ES256', 'ES384', 'EdDSA'],
  },
  entra: {
    // App-only tokens carry the permissions of the application in `roles`, and no `scp`.
    claims: { client: ['azp', 'appid'], subject: ['oid', 'sub'], scope: ['scp', 'roles'], roles: ['roles'] },
    tokenTypes: ['JWT'],
    algorithms: ['RS256'],
  },
  okta: {
    claims: { client: ['cid'], scope: ['scp'], roles: ['groups'] },
    tokenTypes: ['at+jwt', 'JWT', 'absent'],
    algorithms: ['RS256'],
  },
  auth0: {
    claims: { client: ['client_id', 'azp'], scope: ['scope'], roles: ['roles', 'permissions'] },
    tokenTypes: ['at+jwt', 'JWT'],
    algorithms: ['RS256', 'PS256'],
  },
  cognito: {
    claims: { client: ['client_id'], scope: ['scope'], roles: [['cognito:groups']] },
    tokenTypes: ['JWT', 'absent'],
    algorithms: ['RS256'],
  },
  pingfederate: {
    claims: { client: ['client_id'], scope: ['scope'] },
    tokenTypes: ['at+jwt', 'JWT', 'absent'],
    algorithms: ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512'],
  },
} as const satisfies Record<string, Preset>

export type PresetName = keyof typeof presets
export const presetNames = Object.keys(presets) as [PresetName, ...PresetName[]]

/** What IHE IUA adds to any server's tokens (ITI TF-2 3.71.4.1.2). */
const iua = {
  tokenTypes: ['JWT', 'IUA-JWT'],
  roles: [['extensions', 'ihe_iua', 'subject_role']],
  purposeOfUse: [['extensions', 'ihe_iua', 'purpose_of_use']],
}

interface Written {
  readonly preset: PresetName
  readonly profile: 'smart' | 'iua'
  readonly claims?: WrittenClaims | undefined
  readonly tokenTypes?: readonly string[] | undefined
  readonly algorithms?: readonly (typeof algorithms)[number][] | undefined
}

/** The keys of an issuer with what its preset and profile fill in. What is written wins, key by key. */
export function withPreset<T extends Written>(written: T) {
  const preset: Preset = presets[written.preset]
  const usual: ClaimPaths = { ...standard.claims, ...preset.claims }
  const types: readonly string[] = preset.tokenTypes ?? standard.tokenTypes
  const isIua = written.profile === 'iua'
  const filled: ClaimPaths = isIua
    ? { ...usual, roles: [...usual.roles, ...iua.roles], purposeOfUse: [...usual.purposeOfUse, ...iua.purposeOfUse] }
    : usual
  return {
    ...written,
    claims: { ...filled, ...written.claims } as ClaimPaths,
    tokenTypes: written.tokenTypes ?? [...new Set(isIua ? [...types, ...iua.tokenTypes] : types)],
    algorithms: written.algorithms ?? preset.algorithms ?? standard.algorithms,
  }
}
