import type { Relation } from '../language.ts'
import type { Question } from '../question.ts'
import type { Knowledge } from '../rule-book.ts'
import { type Caller, type Facts, typeOf } from './facts.ts'
import { EITHER, FALSE, type Outcome, outcomeOf } from './outcome.ts'

/**
 * Whether the resource is in the compartment of the caller's own patient (`self`), or of the launch patient (`context`).
 * Told without the resource where nobody is meant, where resources of the type are nobody's, and of a Patient by its id.
 */
export function relationHolds(relation: Relation, { caller, asked, resource }: Facts, knowledge: Knowledge): Outcome {
  const patient = patientOf(relation, caller)
  if (patient === undefined || asked === undefined) return FALSE
  if (resource !== undefined) return outcomeOf(ownersOf(resource.content, knowledge).includes(patient))
  const { resourceType, id }: Question = asked.question
  if (resourceType === undefined) return EITHER
  if (resourceType === 'Patient' && id !== undefined) return outcomeOf(id === patient)
  return hasOwners(resourceType, knowledge) ? EITHER : FALSE
}

/** The relations that hold, or `none`; undefined while they depend on the resource. */
export function relationsOf(facts: Facts, knowledge: Knowledge): readonly string[] | undefined {
  const [self, context] = [relationHolds('self', facts, knowledge), relationHolds('context', facts, knowledge)]
  if (self === EITHER || context === EITHER) return undefined
  const held = [...(self === FALSE ? [] : ['self']), ...(context === FALSE ? [] : ['context'])]
  return held.length === 0 ? ['none'] : held
}

function patientOf(relation: Relation, { principal, ownPatient }: Caller): string | undefined {
  return relation === 'self' ? ownPatient : principal.patient
}

function hasOwners(type: string, { compartment }: Knowledge): boolean {
  const kind = compartment.rule(type)?.kind
  return kind === 'compartment' || kind === 'device'
}

function ownersOf(content: unknown, { compartment }: Knowledge): readonly string[] {
  const type = typeOf(content)
  return (type !== undefined && compartment.rule(type)?.ownersOf(content)) || []
}
