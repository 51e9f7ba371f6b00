import type { Definitions } from '../definitions/definitions.ts'
import { isId } from '../identifiers.ts'
import { createReferenceReader, type ReferenceReader } from '../reference.ts'
import { type OwnerPath, ownerPath, patientsAt } from './owner-path.ts'
import { defaultOwnership, type OwnershipKind, type OwnershipOverride, overrideProblem } from './ownership.ts'
import { mayListSubjects, saysWhomItIsAbout } from './subject.ts'

/** How whose a resource of one type is can be read from it. */
export interface OwnerRule {
  readonly kind: OwnershipKind
  /** The top-level elements that the rule looks at, beside `resourceType`: nothing else of a resource need be parsed. */
  readonly elements: readonly string[]
  /** Those of `elements` that alone count in a resource that has one of them. */
  readonly deciding: readonly string[]
  /**
   * Ids of the patients in whose compartment the resource is, each once. Empty for a resource of nobody, of another
   * type, or of any other shape; always empty unless the kind is `compartment` or `device`.
   */
  ownersOf(resource: unknown): readonly string[]
  /** Whether it is nobody's by its nature: of a `shared` type, or a Device without any `patient`. */
  isShared(resource: unknown): boolean
}

/** Membership of the Patient compartment in one FHIR version (compartmentdefinition.html). */
export interface PatientCompartment {
  /** Undefined for what is not a resource type. Made once per type. */
  rule(type: string): OwnerRule | undefined
}

export interface CompartmentOptions {
  /** All addresses under which this server's resources are known: an absolute reference counts only below one of them. */
  readonly ownBases: readonly string[]
  /** What a site says of types whose default is another; checked beforehand with `overrideProblem`. */
  readonly overrides?: Readonly<Record<string, OwnershipOverride>>
  /**
   * On by default: where a resource says whom it is about, only that counts, so that what this patient wrote, asserted or
   * received about another is not inside. Off: every parameter of the CompartmentDefinition counts.
   */
  readonly subjectOnly?: boolean
}

/**
 * Whose resources are, by the CompartmentDefinition of the version alone: no other reference to a patient confers
 * membership, and Patient.link does not either. What cannot be read confers nothing; a type that cannot be is closed.
 *
 * @throws TypeError if an override is one that `overrideProblem` objects to, or a base is no http(s) URL.
 */
export function patientCompartment(definitions: Definitions, options: CompartmentOptions): PatientCompartment {
  const { ownBases, overrides = {}, subjectOnly = true } = options
  for (const [type, to] of Object.entries(overrides)) {
    const problem = overrideProblem(definitions, type, to)
    if (problem !== undefined) throw new TypeError(`${type} ${problem}`)
  }
  const read = createReferenceReader(ownBases)
  const kindOf = (type: string) =>
    Object.hasOwn(overrides, type) ? overrides[type]! : defaultOwnership(definitions, type)

  const rules = new Map<string, OwnerRule>()
  return {
    rule(type) {
      const known = rules.get(type)
      if (known !== undefined || !definitions.isResourceType(type)) return known
      const made = ruleOf(kindOf(type), type, { definitions, read, subjectOnly })
      rules.set(type, made)
      return made
    },
  }
}

interface Making {
  readonly definitions: Definitions
  readonly read: ReferenceReader
  readonly subjectOnly: boolean
}

function ruleOf(kind: OwnershipKind, type: string, making: Making): OwnerRule {
  if (kind === 'compartment')
    return type === 'Patient' ? patientItself : (memberRule(type, making) ?? ownerless('closed'))
  if (kind === 'device') return deviceRule(making) ?? ownerless('closed')
  return ownerless(kind)
}

/** The root of a compartment is in it (`{def}`); in a compartment whose Patient links here, it is not. */
const patientItself: OwnerRule = {
  kind: 'compartment',
  elements: ['id'],
  deciding: [],
  ownersOf: (resource) =>
    isOfType(resource, 'Patient') && typeof resource.id === 'string' && isId(resource.id) ? [resource.id] : [],
  isShared: () => false,
}

function ownerless(kind: OwnershipKind): OwnerRule {
  return { kind, elements: [], deciding: [], ownersOf: () => [], isShared: () => kind === 'shared' }
}

function memberRule(type: string, { definitions, read, subjectOnly }: Making): OwnerRule | undefined {
  const paths: OwnerPath[] = []
  for (const parameter of definitions.compartmentParameters('Patient', type)) {
    const path = ownerPath(definitions, type, parameter)
    if (path === undefined) return undefined
    paths.push(path)
  }
  const subjects = paths.filter(saysWhomItIsAbout)
  const subjectElements = elementsOfAll(subjects)
  const single = mayListSubjects(definitions.version, type) ? [] : subjectElements
  const deciding = subjectOnly ? subjectElements : []
  return {
    kind: 'compartment',
    elements: elementsOfAll(paths),
    deciding,
    ownersOf(resource) {
      if (!isOfType(resource, type) || single.some((name) => isList(resource, name))) return []
      const decided = deciding.some((name) => Object.hasOwn(resource, name))
      return ownersBy(decided ? subjects : paths, resource, read)
    },
    isShared: () => false,
  }
}

function deviceRule({ definitions, read }: Making): OwnerRule | undefined {
  const path = ownerPath(definitions, 'Device', 'patient')
  if (path === undefined) return undefined
  const { elements } = path
  return {
    kind: 'device',
    elements,
    deciding: [],
    ownersOf: (resource) =>
      isOfType(resource, 'Device') && !elements.some((name) => isList(resource, name))
        ? ownersBy([path], resource, read)
        : [],
    // A patient that cannot be read is still a patient.
    isShared: (resource) => isOfType(resource, 'Device') && !elements.some((name) => Object.hasOwn(resource, name)),
  }
}

function ownersBy(paths: readonly OwnerPath[], resource: unknown, read: ReferenceReader): readonly string[] {
  const owners = new Set<string>()
  for (const path of paths) for (const id of patientsAt(path, resource, read)) owners.add(id)
  return [...owners]
}

function elementsOfAll(paths: readonly OwnerPath[]): readonly string[] {
  return [...new Set(paths.flatMap(({ elements }) => elements))]
}

function isOfType(resource: unknown, type: string): resource is Record<string, unknown> {
  return (
    typeof resource === 'object' &&
    resource !== null &&
    !Array.isArray(resource) &&
    (resource as Record<string, unknown>).resourceType === type
  )
}

function isList(resource: Record<string, unknown>, name: string): boolean {
  return Object.hasOwn(resource, name) && Array.isArray(resource[name])
}
