import { openNames } from '../authorize/operations.ts'
import type { UpstreamBody } from '../upstream/body.ts'
import { AnswerError } from './bundle/error.ts'
import { readResource } from './guard/resource.ts'
import type { Inspection } from './inspect.ts'

/** Members that say where, by whom and with what the upstream is run; callers reach it through us alone (capabilitystatement.html). */
const internal = [
  'implementation',
  'software',
  'text',
  'id',
  'url',
  'name',
  'title',
  'contact',
  'publisher',
  'description',
]

/** How callers get in, whatever the upstream asks of us (SMART App Launch 2.2 "Conformance"). */
const security = {
  service: [
    {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'SMART-on-FHIR' }],
    },
  ],
}

/**
 * The upstream's CapabilityStatement as callers may see it: our base in the place of its own, nothing of its
 * installation, and no operation that is closed to everyone.
 *
 * @throws AnswerError, BrokenBody
 */
export async function publicCapabilities(
  body: UpstreamBody,
  { base, links, authority }: Pick<Inspection, 'base' | 'links' | 'authority'>,
): Promise<Buffer> {
  const resource = await readResource(body)
  if (!resource || !/^(?:Capability|TerminologyCapabilities)/.test(resource.resourceType)) {
    throw new AnswerError('wrong-type', 'not a CapabilityStatement')
  }
  const open = openNames(authority.operations)
  const statement = JSON.parse(resource.bytes.toString()) as Record<string, unknown>
  for (const name of internal) delete statement[name]
  const rest = Array.isArray(statement.rest) && statement.rest.map((each: object) => ({ ...each, security }))
  const told = { ...statement, implementation: { description: 'FHIR server', url: base }, ...(rest && { rest }) }
  return Buffer.from(JSON.stringify(told, publicMember))

  /** Free text and closed operations tell of the product; addresses become ours. */
  function publicMember(name: string, value: unknown): unknown {
    if (name === 'documentation') return undefined
    if (name === 'operation' && Array.isArray(value)) {
      const kept = value.filter((each: { name?: string } | null) => open.has(each?.name ?? ''))
      return kept.length > 0 ? kept : undefined
    }
    return typeof value === 'string' ? (links.toPublic(value) ?? value) : value
  }
}
