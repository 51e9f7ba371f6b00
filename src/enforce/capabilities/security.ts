import type { OauthUris, Publication, Service } from './publication.ts'

const SERVICES = 'http://terminology.hl7.org/CodeSystem/restful-security-service'
const OAUTH_URIS = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris'

const always: readonly Service[] = [
  { system: SERVICES, code: 'SMART-on-FHIR' },
  { system: SERVICES, code: 'OAuth' },
]

/** IHE IUA, where issuers follow it (IHE ITI TF-2 3.103.4.1.3). */
export const iuaService: Service = {
  system: 'http://profiles.ihe.net/fhir/ihe.securityTypes/CodeSystem/securityTypes',
  code: 'IUA',
}

/** How callers get in, whatever the upstream asks of us: `rest.security` (SMART App Launch 2.2, "Conformance"). */
export function securityOf({ cors, services }: Pick<Publication, 'cors' | 'services'>, uris: OauthUris): object {
  const told = Object.entries(uris).map(([url, valueUri]) => ({ url, valueUri }))
  // Without a token endpoint the extension says nothing that a client could use.
  const extension = uris.token === undefined ? undefined : [{ url: OAUTH_URIS, extension: told }]
  return {
    ...(extension && { extension }),
    cors,
    service: [...always, ...services].map((coding) => ({ coding: [coding] })),
  }
}
