import { smartCapabilities } from '../config/registered-names.ts'
import { type Finding, listed } from './lint-finding.ts'
import type { Document } from './site.ts'

/** What a capability promises beside itself: a field, a value of a list, or another capability. */
interface Commitment {
  readonly capabilities: readonly string[]
  readonly problem: string
  readonly remedy: string
  keeps(document: Document): boolean
  /** The issuer's metadata may hold it, so that the configuration alone does not tell. */
  readonly fromIssuer: boolean
}

const launches = ['launch-ehr', 'launch-standalone']

const promises: readonly Commitment[] = [
  promise(['sso-openid-connect'], 'issuer'),
  promise(['sso-openid-connect'], 'jwks_uri'),
  promise(launches, 'authorization_endpoint'),
  promise([...launches, 'client-public'], 'grant_types_supported', 'authorization_code'),
  promise(['client-confidential-asymmetric'], 'token_endpoint_auth_methods_supported', 'private_key_jwt'),
  promise(['client-confidential-asymmetric'], 'token_endpoint_auth_signing_alg_values_supported', 'RS384', 'ES384'),
  promise(
    ['client-confidential-symmetric'],
    'token_endpoint_auth_methods_supported',
    'client_secret_basic',
    'client_secret_post',
  ),
  promise(['permission-offline'], 'scopes_supported', 'offline_access'),
  promise(['permission-online'], 'scopes_supported', 'online_access'),
  { ...promise(['smart-app-state'], 'smart_app_state_endpoint'), fromIssuer: false },
  beside(['context-ehr-patient', 'context-ehr-encounter'], 'launch-ehr'),
  beside(['context-standalone-patient', 'context-standalone-encounter'], 'launch-standalone'),
]

/**
 * Capabilities that are not known, or that the document itself does not keep. Lists that are absent and not required
 * are no contradiction.
 */
export function capabilityFindings(document: Document, issuerKnown: boolean): readonly Finding[] {
  const capabilities = listed(document.capabilities)
  const field = 'capabilities'
  const broken = promises.flatMap(({ capabilities: promising, problem, remedy, keeps, fromIssuer }) => {
    if (fromIssuer && !issuerKnown) return []
    const given = promising.filter((each) => capabilities.includes(each))
    return given.length === 0 || keeps(document) ? [] : [{ field, problem: `${given.join(', ')} ${problem}`, remedy }]
  })
  const unknown = capabilities.filter((each) => !smartCapabilities.has(each) && !URL.canParse(each))
  const versions = ['permission-v1', 'permission-v2'].some((each) => capabilities.includes(each))
  return [
    ...broken,
    ...(unknown.length > 0
      ? [{ field, problem: `has ${unknown.length} that SMART does not define`, remedy: 'one of SMART, or a full URI' }]
      : []),
    ...(versions ? [] : [{ field, problem: 'names no form of scopes', remedy: 'add permission-v1 and permission-v2' }]),
  ]
}

/** A field that has to be there, or where `values` are given a list that holds one of them if it is there. */
function promise(capabilities: readonly string[], field: string, ...values: string[]): Commitment {
  if (values.length === 0) {
    const keeps = (document: Document) => document[field] !== undefined
    return { capabilities, problem: `needs ${field}`, remedy: `name ${field}`, keeps, fromIssuer: true }
  }
  const any = values.join(' or ')
  return {
    capabilities,
    problem: `needs ${any} in ${field}`,
    remedy: `add ${any}, or leave the capability out`,
    keeps: (document) => document[field] === undefined || values.some((each) => listed(document[field]).includes(each)),
    fromIssuer: true,
  }
}

function beside(capabilities: readonly string[], other: string): Commitment {
  return {
    capabilities,
    problem: `says what ${other} brings, without ${other}`,
    remedy: `add ${other}`,
    keeps: (document) => listed(document.capabilities).includes(other),
    fromIssuer: false,
  }
}
