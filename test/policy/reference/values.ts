import type { Attribute } from '../../../src/policy/language.ts'
import type { Triple } from './generate.ts'

/** The values of an attribute, straight from docs/policy-attributes.md. `resource` undefined: there is none. */
export function valuesOf({ root, path }: Attribute, triple: Triple): unknown[] {
  const { document, principal, question, circumstances, resource } = triple
  const client = document.clients[principal.clientId ?? '']
  const [name = '', member = ''] = path
  if (root === 'token') {
    if (name === 'source') return [principal.source]
    const { patient, fhirUser, encounter } = principal
    const read = name === 'roles' ? [...principal.roles] : present({ patient, fhirUser, encounter }[name])
    if (read.length > 0) return read
    const found = below(principal.claims, path)
    return name === 'scope' ? found.flatMap((each) => String(each).split(' ')) : found
  }
  if (root === 'client') {
    if (name === 'id') return present(principal.clientId)
    return client === undefined ? [] : below(client, path)
  }
  if (root === 'user') {
    if (name === 'type') return present(principal.fhirUser?.split('/').at(-2))
    return name === 'fhirUser' ? present(principal.fhirUser) : name === 'id' ? present(principal.subject) : []
  }
  if (root === 'env') return name === 'now' ? [new Date(circumstances.now).toISOString()] : [circumstances.address]
  if (root === 'resource') return below(resource, path)
  if (name === 'params') return [...(question.parameters.get(member) ?? [])]
  if (name === 'headers') return present(circumstances.headers[member])
  if (name === 'relation') {
    const held = (['self', 'context'] as const).filter((which) => isOf(which, triple))
    return held.length === 0 ? ['none'] : held
  }
  return present({ interaction: question.interaction, resourceType: question.resourceType, id: question.id }[name])
}

/** Whether the resource is the user's own, or the launch patient's. */
export function isOf(relation: 'self' | 'context', { principal, resource }: Triple): boolean {
  const own = /^(?:https:.*\/)?Patient\/(.*)$/.exec(principal.fhirUser ?? '')?.[1]
  const patient = relation === 'self' ? own : principal.patient
  if (patient === undefined || typeof resource !== 'object' || resource === null) return false
  const { resourceType, id, subject } = resource as {
    resourceType?: string
    id?: string
    subject?: { reference?: string }
  }
  if (resourceType === 'Patient') return id === patient
  return (
    resourceType === 'Observation' &&
    subject?.reference?.replace(/^https:.*\/Patient/, 'Patient') === `Patient/${patient}`
  )
}

function below(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((each) => below(each, path))
  if (value === undefined || value === null || value === '') return []
  const [name, ...rest] = path
  if (name === undefined) return [value]
  return typeof value === 'object' ? below((value as Record<string, unknown>)[name], rest) : []
}

function present(value: unknown): unknown[] {
  return value === undefined ? [] : [value]
}
