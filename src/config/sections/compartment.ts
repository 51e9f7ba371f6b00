import { z } from 'zod'
import { defaultOwnership, overrideProblem } from '../../fhir/compartment/ownership.ts'
import type { Definitions } from '../../fhir/definitions/definitions.ts'
import { nearest } from '../problems/nearest.ts'
import type { Report } from '../problems/problem.ts'

const overrides = z.record(z.string(), z.enum(['compartment', 'shared', 'closed']), {
  error: 'a map from resource types to compartment, shared or closed',
})

/** `compartment:` whose resources are, as far as a site may say; the rules are in docs/compartment.md. */
export const compartmentSchema = z
  .strictObject({
    subjectOnly: z
      .boolean()
      .prefault(true)
      .describe(
        'Where a resource names its subject, only the subject counts; false: everyone who took part in it counts too.',
      ),
    overrides: overrides
      .prefault({})
      .describe('What patient-level callers get of a type instead of its default: compartment, shared or closed.'),
  })
  .prefault({})

/** Whether each override is one that a site may make; names those that show more than the default. */
export function checkCompartment(
  { subjectOnly, overrides }: z.output<typeof compartmentSchema>,
  definitions: Definitions,
  report: Report,
): void {
  for (const [type, to] of Object.entries(overrides)) {
    const problem = overrideProblem(definitions, type, to)
    if (problem !== undefined) {
      const isType = definitions.isResourceType(type)
      const near = isType ? undefined : nearest(type, [...definitions.resourceTypes])
      const expected = isType ? 'what docs/compartment.md allows' : 'a resource type'
      report.problem(['overrides', type], problem, expected, near)
    } else if (to === 'shared' && defaultOwnership(definitions, type) === 'closed') {
      report.insecure(`compartment.overrides.${type} is shared: every patient with a scope for the type sees all of it`)
    }
  }
  if (!subjectOnly) {
    report.insecure(
      'compartment.subjectOnly is false: patients also see what they had a part in, though it is about another patient',
    )
  }
}
