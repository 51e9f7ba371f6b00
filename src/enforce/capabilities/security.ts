import type { FhirVersion } from '../../fhir/definitions/definitions.ts'
import type { OauthUris, Publication, Service } from './publication.ts'

const OAUTH_URIS = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris'

/** The code system of rest.security.service; R5 moved it. */
const systems: Readonly<Record<FhirVersion, string>> = {
  R4: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
  R4B: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
  R5: 'http://hl7.org/fhir/restful-security-service',
}

/** IHE IUA, where issuers follow it (IHE ITI TF-2 3.103.4.1.3). */
export const iuaService: Service = {
  system: 'http://profiles.ihe.net/fhir/ihe.securityTypes/CodeSystem/securityTypes',
  code: 'IUA',
}

/** How callers get in, whatever the upstream asks of us: `rest.security` (SMART App Launch 2.2, "Conformance"). */
export function securityOf(
  { cors, services, authority }: Pick<Publication, 'cors' | 'services' | 'authority'>,
  uris: OauthUris,
): object {
  const system = systems[authority.definitions.version]
  const always = [
    { system, code: 'SMART-on-FHIR' },
    { system, code: 'OAuth' },
  ]
  const told = Object.entries(uris).map(([url, valueUri]) => ({ url, valueUri }))
  // Without a token endpoint the extension says nothing that a client could use.
  const extension = uris.token === undefined ? undefined : [{ url: OAUTH_URIS, extension: told }]
  return {
    ...(extension && { extension }),
    cors,
    service: [...always, ...services].map((coding) => ({ coding: [coding] })),
  }
}
