import type { UpstreamBody } from '../upstream/body.ts'
import { AnswerError } from './bundle/error.ts'
import { addresses, code, type Element, elements, filled, present, texts } from './capabilities/members.ts'
import type { OauthUris, Publication } from './capabilities/publication.ts'
import { publicRest } from './capabilities/rest.ts'
import { publicTerminology } from './capabilities/terminology.ts'
import { readResource } from './guard/resource.ts'

/** Patches that the gateway reads; it does not read XML. */
const patchFormats: ReadonlySet<string> = new Set(['application/json-patch+json', 'application/fhir+json'])

/**
 * The upstream's CapabilityStatement as callers may see it, written afresh from what is known (capabilitystatement.html):
 * our base in the place of its own, our security, nothing of the product behind, and only what some caller may do.
 *
 * @param uris addresses of the authorization server, as far as they are known.
 * @throws AnswerError, BrokenBody
 */
export async function publicCapabilities(
  body: UpstreamBody,
  uris: OauthUris,
  publication: Publication,
): Promise<Buffer> {
  const resource = await readResource(body)
  const statement = resource ? (JSON.parse(resource.members.bytes.toString()) as Element) : {}
  return Buffer.from(JSON.stringify(publicStatement(statement, uris, publication)))
}

function publicStatement(statement: Element, uris: OauthUris, publication: Publication): Element {
  if (statement.resourceType === 'TerminologyCapabilities') return publicTerminology(statement, publication)
  if (statement.resourceType !== 'CapabilityStatement') throw new AnswerError('wrong-type', 'not a CapabilityStatement')
  const { base, links } = publication
  const servers = elements(statement.rest).filter(({ mode }) => mode === 'server')
  return present({
    resourceType: 'CapabilityStatement',
    status: code(statement.status),
    date: date(statement.date),
    kind: 'instance',
    instantiates: addresses(statement.instantiates, links),
    implementation: { description: 'FHIR server', url: base },
    fhirVersion: code(statement.fhirVersion),
    format: ['application/fhir+json', 'json'],
    patchFormat: filled(texts(statement.patchFormat).filter((each) => patchFormats.has(each))),
    implementationGuide: addresses(statement.implementationGuide, links),
    rest: filled(servers.map((rest) => publicRest(rest, uris, publication))),
  })
}

function date(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{4}[0-9T:.Z+-]{0,36}$/.test(value) ? value : undefined
}
