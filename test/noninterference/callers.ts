import type { Content } from './world.ts'

/** Someone with the launch patient p01, and what that one may see: stated here once more, apart from the code under test. */
export interface Caller {
  readonly scopes: string
  /** Whether some scope of theirs names the type, and fits the content. */
  covers(type: string, content: Content): boolean
  /** No patient's app: whose a resource is does not matter. */
  readonly isEverywhere?: boolean
  /** The same content with other values in what is redacted for this caller. */
  blur?(type: string, content: Content, pick: number): Content
}

const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category'

function categoryOf(content: Content): string | undefined {
  return (content.category as { coding: { code: string }[] }[] | undefined)?.[0]?.coding[0]?.code
}

const laboratory = (content: Content) => categoryOf(content) === 'laboratory'

export const callers: readonly Caller[] = [
  { scopes: 'patient/*.cruds', covers: () => true },
  { scopes: 'patient/*.rs', covers: () => true },
  {
    scopes: `patient/Observation.cruds?category=${CATEGORY}|laboratory patient/Patient.r`,
    covers: (type, content) => type === 'Patient' || (type === 'Observation' && laboratory(content)),
  },
  {
    scopes: `patient/Observation.rs?category=${CATEGORY}|laboratory patient/Encounter.cruds patient/Provenance.rs patient/Practitioner.rs`,
    covers: (type, content) =>
      ['Encounter', 'Provenance', 'Practitioner'].includes(type) || (type === 'Observation' && laboratory(content)),
  },
  {
    scopes: 'patient/Patient.rs patient/Observation.rs patient/Encounter.rs patient/Provenance.rs user/Practitioner.rs',
    covers: (type) => ['Patient', 'Observation', 'Encounter', 'Provenance', 'Practitioner'].includes(type),
  },
]

const shared = new Set(['Practitioner', 'Organization', 'Location'])
const closed = new Set(['Task', 'AuditEvent', 'Group', 'Person'])

/** Whether the caller may see a resource with this content, as it is on its own. */
export function maySee({ covers, isEverywhere }: Caller, type: string, id: string, content: Content): boolean {
  if (isEverywhere) return covers(type, content)
  if (closed.has(type) || !covers(type, content)) return false
  if (shared.has(type)) return true
  if (type === 'Patient') return id === 'p01'
  // One about records is as visible as they are, so it is the same in both worlds; one about another patient is not.
  if (type === 'Provenance') return targetsOf(content).every((target) => !/^Patient\/(?!p01$)/.test(target))
  if (type === 'Device' && content.patient === undefined) return true
  if (type === 'Appointment') {
    return (content.participant as { actor: { reference: string } }[]).some(
      ({ actor }) => actor.reference === 'Patient/p01',
    )
  }
  const owner = (content.subject ?? content.patient ?? content.beneficiary) as { reference: string } | undefined
  return owner?.reference === 'Patient/p01'
}

function targetsOf({ target }: Content): readonly string[] {
  return (target as { reference: string }[]).map(({ reference }) => reference)
}
