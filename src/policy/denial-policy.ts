import { z } from 'zod'
import type { InteractionKind } from '../fhir/interaction.ts'

/** What a refusal can be about. */
export const denialCauses = ['scope', 'compartment', 'policy', 'consent', 'label', 'parameter', 'operation'] as const
export type DenialCause = (typeof denialCauses)[number]

/**
 * How a refusal looks: 403, 404, an empty searchset (404 where a Bundle is no valid answer), 401,
 * or `hidden`: as if there were nothing, an empty searchset where the normal answer is a Bundle and 404 elsewhere.
 */
export const denialStyles = ['forbidden', 'not-found', 'empty-bundle', 'unauthorized', 'hidden'] as const
export type DenialStyle = (typeof denialStyles)[number]

const interactions = [
  ...(['read', 'vread', 'history', 'search', 'create', 'update', 'patch', 'delete'] as const),
  ...(['operation', 'batch', 'transaction', 'capabilities', 'page'] as const),
] as const satisfies readonly InteractionKind[]

const style = () => z.enum(denialStyles)

const rule = z.strictObject({
  match: z
    .strictObject({
      resources: z
        .array(z.string().regex(/^[A-Z][A-Za-z]{1,63}$/, { error: 'the name of a resource type such as Observation' }))
        .min(1)
        .optional()
        .describe('Resource types; absent = any.'),
      interactions: z.array(z.enum(interactions)).min(1).optional().describe('Interactions; absent = any.'),
    })
    .prefault({})
    .describe('What the rule is about; every key given must fit.'),
  cause: z.enum(denialCauses).describe('Why the request was refused.'),
  style: style().describe('How the refusal looks.'),
})

/** `denial:` of a policy: how refusals look to the caller. */
export const denialSchema = z
  .strictObject({
    default: z
      .strictObject({
        scope: style().prefault('forbidden').describe('The scopes do not cover it (SMART asks for a plain refusal).'),
        compartment: style().prefault('hidden').describe('It belongs to another patient.'),
        policy: style().prefault('forbidden').describe('A rule of the policy forbids it.'),
        consent: style().prefault('hidden').describe('The patient does not consent.'),
        label: style().prefault('hidden').describe('Its security label forbids it.'),
        parameter: style().prefault('forbidden').describe('A search parameter may not be used.'),
        operation: style().prefault('forbidden').describe('An operation is closed.'),
      })
      .prefault({})
      .describe('By cause, when no rule fits.'),
    rules: z.array(rule).max(1000).prefault([]).describe('The first that fits wins, before the default.'),
  })
  .prefault({})

type DenialDocument = z.output<typeof denialSchema>

interface DenialRule {
  /** Absent: any. */
  readonly resources: ReadonlySet<string> | undefined
  readonly interactions: ReadonlySet<InteractionKind> | undefined
  readonly style: DenialStyle
}

/** Ready to be asked: the rules of each cause in their order, and its default. */
export type DenialPolicy = Readonly<
  Record<DenialCause, { readonly rules: readonly DenialRule[]; readonly otherwise: DenialStyle }>
>

export function compileDenialPolicy(document: DenialDocument): DenialPolicy {
  const entries = denialCauses.map((cause) => [
    cause,
    {
      rules: document.rules.filter((rule) => rule.cause === cause).map(compileRule),
      otherwise: document.default[cause],
    },
  ])
  return Object.fromEntries(entries)
}

/** The styles without any policy file: nothing is told that reveals whether hidden data exists. */
export const defaultDenialPolicy: DenialPolicy = compileDenialPolicy(denialSchema.parse(undefined))

export interface DenialCase {
  readonly cause: DenialCause
  /** Absent for what concerns no single type; a rule with `resources` then does not fit. */
  readonly resourceType?: string | undefined
  readonly interaction: InteractionKind
}

/** How a refusal is to look: the style of the first rule that fits, else the default of its cause. */
export function styleFor(policy: DenialPolicy, { cause, resourceType, interaction }: DenialCase): DenialStyle {
  const { rules, otherwise } = policy[cause]
  const fitting = rules.find(
    ({ resources, interactions }) =>
      (resources === undefined || (resourceType !== undefined && resources.has(resourceType))) &&
      (interactions === undefined || interactions.has(interaction)),
  )
  return fitting?.style ?? otherwise
}

function compileRule({ match, style }: DenialDocument['rules'][number]): DenialRule {
  return {
    resources: match.resources === undefined ? undefined : new Set(match.resources),
    interactions: match.interactions === undefined ? undefined : new Set(match.interactions),
    style,
  }
}
