import { authMethods, grantTypes } from '../config/registered-names.ts'
import { endpoints, isDowngraded } from './inherited-fields.ts'
import { capabilityFindings } from './lint-capabilities.ts'
import { type Finding, listed } from './lint-finding.ts'
import type { Document, IssuerDocument, Site } from './site.ts'

export type { Finding }

/**
 * What is missing, contradictory or was left out of the SMART document (SMART App Launch 2.2, "Conformance"). The document
 * is served anyway: a client may not need what is missing.
 *
 * @param document as it is served.
 * @param metadata the issuer's; undefined when only the configuration is known, and then what the issuer may add is not missed.
 */
export function lintSmart(document: Document, site: Site, metadata?: IssuerDocument): readonly Finding[] {
  return [
    ...(metadata ? missing(document) : []),
    ...contradictions(document, site),
    ...capabilityFindings(document, metadata !== undefined),
    ...scopeFindings(document),
    ...(metadata ? [...leftOut(metadata, site), ...downgraded(metadata, site)] : []),
  ]
}

function missing(document: Document): readonly Finding[] {
  const found: Finding[] = []
  if (document.token_endpoint === undefined) {
    found.push({ field: 'token_endpoint', problem: 'is required, and neither the issuer nor smart: names it' })
  }
  if (document.grant_types_supported === undefined) {
    found.push({ field: 'grant_types_supported', problem: 'is required', remedy: 'name the grants in smart:' })
  }
  if (document.code_challenge_methods_supported === undefined) {
    const remedy = 'switch S256 on at the issuer; clients must not go on without it'
    found.push({
      field: 'code_challenge_methods_supported',
      problem: 'is required: the issuer does not offer S256',
      remedy,
    })
  }
  return found
}

function contradictions({ capabilities }: Document, { own }: Site): readonly Finding[] {
  const found: Finding[] = []
  if (own.issuer !== undefined && !listed(capabilities).includes('sso-openid-connect')) {
    const remedy = 'add the capability, or leave issuer out'
    found.push({ field: 'issuer', problem: 'is left out: it belongs to sso-openid-connect', remedy })
  }
  if (own.user_access_brand_identifier !== undefined && own.user_access_brand_bundle === undefined) {
    const remedy = 'name user_access_brand_bundle'
    found.push({
      field: 'user_access_brand_identifier',
      problem: 'says which brand of a bundle, without a bundle',
      remedy,
    })
  }
  return found
}

function scopeFindings({ scopes_supported, grant_types_supported, capabilities }: Document): readonly Finding[] {
  const scopes = listed(scopes_supported)
  const grants = listed(grant_types_supported)
  const found: Finding[] = []
  if (
    scopes.some((scope) => scope.startsWith('system/')) &&
    grants.length > 0 &&
    !grants.includes('client_credentials')
  ) {
    const remedy = 'name client_credentials in grant_types_supported'
    found.push({ field: 'scopes_supported', problem: 'has system/ scopes, which need client_credentials', remedy })
  }
  for (const context of ['patient', 'user'] as const) {
    const capability = `permission-${context}`
    if (!scopes.some((scope) => scope.startsWith(`${context}/`)) || listed(capabilities).includes(capability)) continue
    found.push({ field: 'scopes_supported', problem: `has ${context}/ scopes`, remedy: `add ${capability}` })
  }
  return found
}

/** Values of the issuer that are registered in another spelling; they are compared case-sensitively by clients. */
function leftOut(metadata: IssuerDocument, { own }: Site): readonly Finding[] {
  const lists = [
    ['grant_types_supported', grantTypes],
    ['token_endpoint_auth_methods_supported', authMethods],
  ] as const
  return lists.flatMap(([field, registered]) => {
    if (own[field] !== undefined) return []
    const misspelled = listed(metadata[field]).filter(
      (each) => !registered.has(each) && registered.has(each.toLowerCase()),
    )
    if (misspelled.length === 0) return []
    const remedy = `name ${[...new Set(misspelled.map((each) => each.toLowerCase()))].join(', ')} in smart:`
    return [{ field, problem: 'leaves out values that the issuer does not spell as registered', remedy }]
  })
}

function downgraded(metadata: IssuerDocument, { own, issuers }: Site): readonly Finding[] {
  const fields = endpoints.filter((name) => own[name] === undefined && isDowngraded(metadata[name], issuers[0]))
  const remedy = 'have the issuer name its https address, or name it in smart:'
  return fields.map((field) => ({ field, problem: 'is left out: an https issuer names an http address', remedy }))
}
