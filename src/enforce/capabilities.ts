import type { UpstreamBody } from '../upstream/body.ts'
import { AnswerError } from './bundle/error.ts'
import { readResource } from './guard/resource.ts'
import type { PublicLinks } from './links.ts'

/** Members that say where and by whom the upstream is run; callers reach it through us alone (capabilitystatement.html). */
const internal = ['implementation', 'text', 'id', 'url', 'contact', 'publisher']

/**
 * The upstream's CapabilityStatement as callers may see it: our base in the place of its own, nothing of its installation.
 *
 * @throws AnswerError, BrokenBody
 */
export async function publicCapabilities(body: UpstreamBody, base: string, links: PublicLinks): Promise<Buffer> {
  const resource = await readResource(body)
  if (!resource || !/^(?:Capability|TerminologyCapabilities)/.test(resource.resourceType)) {
    throw new AnswerError('wrong-type', 'not a CapabilityStatement')
  }
  const statement = JSON.parse(resource.bytes.toString()) as Record<string, unknown>
  for (const name of internal) delete statement[name]
  const implementation = { description: 'FHIR server', url: base }
  const open = { ...statement, implementation }
  return Buffer.from(
    JSON.stringify(open, (_, value) => (typeof value === 'string' ? (links.toPublic(value) ?? value) : value)),
  )
}
