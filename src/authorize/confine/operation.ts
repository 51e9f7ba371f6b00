import type { OperationInteraction } from '../../fhir/interaction.ts'
import type { Authority } from '../authority.ts'
import { findOpen } from '../operations.ts'
import { modesOf } from '../validate-mode.ts'
import { asIs, type Confinement, outside, unconfinable } from './confinement.ts'
import { pointsToOther } from './foreign-pointers.ts'
import { pointersOf } from './pointers.ts'

/** Operations that speak of shared types alone. */
const terminology = new Set(['expand', 'lookup', 'subsumes', 'validate-code', 'translate'])

/**
 * Keeps an operation within one patient's compartment. Open to a patient-level caller are its own whole record,
 * operations that take the patient as a parameter, and those that touch nobody's data.
 */
export function confineOperation(
  interaction: OperationInteraction,
  patient: string,
  authority: Authority,
): Confinement {
  const { operations } = authority
  const { name, level, type, id } = interaction
  const guarded = { kind: 'drop-total' as const }
  if (name === 'everything' && type === 'Patient' && level === 'instance') {
    return id === patient ? asIs(interaction, guarded) : outside("another patient's record")
  }
  if (name === 'lastn' || name === 'docref') return confineByParameter(interaction, patient)
  const isSpecified = operations.every((site) => site.name !== name)
  if (isSpecified && terminology.has(name)) return asIs(interaction)
  if (isSpecified && name === 'validate' && level === 'type') return confineValidate(interaction, patient, authority)
  return findOpen(interaction, operations)
    ? {
        cause: 'operation',
        reason: { code: 'OPERATION_CLOSED', detail: `$${name} cannot be kept within one patient's data` },
      }
    : unconfinable(`$${name}`)
}

/**
 * What is only validated is nobody's yet. A server that checks its references tells by them what it has, and one that is
 * told of an update or deletion looks for what is stored.
 */
function confineValidate(interaction: OperationInteraction, patient: string, authority: Authority): Confinement {
  if (modesOf(interaction).some((mode) => mode !== 'create' && mode !== 'profile'))
    return unconfinable('$validate of a change to what is stored')
  const resource = interaction.body?.value
  const records = [...pointersOf(resource, authority).values()]
  const isAside = records.some(({ type, id }) => type !== 'Patient' || id !== patient)
  return isAside || pointsToOther(resource, patient, authority)
    ? outside('what is validated points to a record')
    : asIs(interaction)
}

/** `patient` and `subject` must name the caller's patient, in the query, and nothing else may be sent in a body. */
function confineByParameter(interaction: OperationInteraction, patient: string): Confinement {
  if (interaction.body) return unconfinable('parameters in a body')
  const named = interaction.parameters.filter(({ name }) => name === 'patient' || name === 'subject')
  if (named.some(({ value }) => value !== patient && value !== `Patient/${patient}`))
    return outside("another patient's data")
  const rest = interaction.parameters.filter((parameter) => !named.includes(parameter))
  if (rest.some(({ name }) => name.includes('.') || name.startsWith('_has'))) return unconfinable('a chained parameter')
  const parameters = [...rest, { name: 'patient', value: `Patient/${patient}` }]
  return asIs({ ...interaction, parameters }, { kind: 'confine', patient, by: 'patient' }, { kind: 'drop-total' })
}
