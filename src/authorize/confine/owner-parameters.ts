import { mayListSubjects } from '../../fhir/compartment/subject.ts'
import type { Definitions, SearchParameter } from '../../fhir/definitions/definitions.ts'

/** Parameters that say whose a resource is, in the order in which a search is narrowed by them. */
const preferred = ['patient', 'subject', 'beneficiary', 'individual']

/**
 * The parameter by which a search on `type` is narrowed to one patient: the subject-like one of its compartment
 * parameters (search-type of compartmentdefinition.html). Types whose membership has several doors are narrowed to
 * this one; what is only behind another door is left out rather than asked for in a way that no single search can say.
 */
export function narrowingParameter(definitions: Definitions, type: string): SearchParameter | undefined {
  const known = narrowing.get(definitions) ?? new Map<string, SearchParameter | undefined>()
  if (known.has(type)) return known.get(type)
  const found = findNarrowing(definitions, type)
  if (definitions.isResourceType(type)) narrowing.set(definitions, known.set(type, found))
  return found
}

/** What was found for the types of each FHIR version. */
const narrowing = new WeakMap<Definitions, Map<string, SearchParameter | undefined>>()

function findNarrowing(definitions: Definitions, type: string): SearchParameter | undefined {
  const doors = type === 'Device' ? ['patient'] : definitions.compartmentParameters('Patient', type)
  const names = [...preferred.filter((name) => doors.includes(name) || name === 'patient'), ...doors]
  return names
    .map((name) => definitions.searchParameter(type, name))
    .find(
      (parameter) =>
        parameter?.type === 'reference' && pointsToPatient(parameter) && isDoor(parameter, doors, definitions, type),
    )
}

/** Whether `parameter` reads the same element as the one that narrows `type`: `patient` and `subject` often do. */
export function isOwnerParameter(definitions: Definitions, type: string, parameter: SearchParameter): boolean {
  const narrowing = narrowingParameter(definitions, type)
  // A Patient that links to another is not owned by it.
  if (type === 'Patient' || narrowing === undefined || parameter.type !== 'reference') return false
  return parameter.code === narrowing.code || sameElement(parameter, narrowing)
}

/**
 * Whether a narrowed row of `type` has no owner but the launch patient, so that following its owner leads nowhere else.
 * An Appointment of two patients has two, and a Schedule any number: their other owners are other patients.
 */
export function hasSingleOwner(definitions: Definitions, type: string): boolean {
  const narrowing = narrowingParameter(definitions, type)
  if (narrowing === undefined || !preferred.includes(narrowing.code)) return false
  return /^[A-Za-z]+\.[A-Za-z]+$/.test(elementOf(narrowing) ?? '') && !mayListSubjects(definitions.version, type)
}

/** `patient` may narrow a type that lists `subject` or `beneficiary` in its compartment, when both read one element. */
function isDoor(parameter: SearchParameter, doors: readonly string[], definitions: Definitions, type: string): boolean {
  if (doors.includes(parameter.code)) return true
  return doors.some((door) => {
    const other = definitions.searchParameter(type, door)
    return other !== undefined && sameElement(parameter, other)
  })
}

function sameElement(a: SearchParameter, b: SearchParameter): boolean {
  const element = elementOf(a)
  return element !== undefined && element === elementOf(b)
}

function elementOf({ expression }: SearchParameter): string | undefined {
  if (expression === undefined || expression.includes('|')) return undefined
  return /^\(?([A-Za-z]+(?:\.[a-z][A-Za-z]*)+?)(?=\.where|\.as|\.ofType| as |\)|$)/.exec(expression)?.[1]
}

function pointsToPatient({ targets }: SearchParameter): boolean {
  return targets.includes('*') || targets.includes('Patient')
}
