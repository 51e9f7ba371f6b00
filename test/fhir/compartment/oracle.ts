import type { Definitions } from '../../../src/fhir/definitions/definitions.ts'
import { ownBase } from './versions.ts'

/**
 * The same question answered slowly and plainly, sharing no code with src/fhir/compartment: expressions are read as
 * text, references by splitting at slashes.
 */
export function slowOwners(definitions: Definitions, type: string, resource: unknown, subjectOnly = true): Set<string> {
  if (!isRecord(resource) || resource.resourceType !== type) return new Set()
  if (type === 'Patient') return new Set(typeof resource.id === 'string' ? [resource.id] : [])
  const paths = definitions
    .compartmentParameters('Patient', type)
    .flatMap((code) =>
      plainPaths(definitions.searchParameter(type, code)?.expression ?? '').map((path) => ({ code, path })),
    )
  const about = paths.filter(({ code }) => ['patient', 'subject', 'beneficiary', 'individual'].includes(code))
  if (about.some(({ path }) => Array.isArray(resource[path[0]!]) && !isListedSubject(definitions, type)))
    return new Set()
  const says = about.some(({ path }) => path[0]! in resource)
  const counted = subjectOnly && says ? about : paths
  const owners = counted.flatMap(({ path }) => valuesAt(resource, path)).map(patientOf)
  return new Set(owners.filter((id) => id !== undefined))
}

function isListedSubject({ version }: Definitions, type: string): boolean {
  return type === 'Account' || (version === 'R5' && ['Composition', 'Contract', 'List'].includes(type))
}

/** `(NutritionIntake.reported as Reference)` is `['reportedReference']`; filters on the target are left to `patientOf`. */
function plainPaths(expression: string): string[][] {
  return expression.split(' | ').map((branch) => {
    const plain = branch
      .replace(/[()]/g, (bracket, at) => (at === 0 || at === branch.length - 1 ? '' : bracket))
      .replace(/\.where\(resolve\(\) is Patient\)?/, '')
      .replace(/\.ofType\((\w)(\w+)\)?/, (_, first, rest) => first.toUpperCase() + rest)
      .replace(/ as (\w+)/, '$1')
    return plain.split('.').slice(1)
  })
}

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (path.length === 0) return [value]
  if (!isRecord(value)) return []
  const next = value[path[0]!]
  const items = Array.isArray(next) ? next : [next]
  return items.flatMap((item) => valuesAt(item, path.slice(1)))
}

function patientOf(value: unknown): string | undefined {
  if (!isRecord(value) || typeof value.reference !== 'string' || 'resourceType' in value) return undefined
  const text = value.reference.startsWith(`${ownBase}/`) ? value.reference.slice(ownBase.length + 1) : value.reference
  const [type, id, history, version, ...more] = text.split('/')
  if (type !== 'Patient' || id === undefined || !/^[A-Za-z0-9.-]{1,64}$/.test(id) || more.length > 0) return undefined
  if (history === undefined) return id
  return history === '_history' && /^[A-Za-z0-9.-]{1,64}$/.test(version ?? '') ? id : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
