import type { Interaction } from '../../fhir/interaction.ts'
import type { Denied, Verdict } from '../../policy/verdict.ts'
import type { Deny, Judged, PolicyTold } from '../decision.ts'

/** The denial that a verdict comes to. */
export function denyBy(verdict: Denied, interaction: Interaction, requirements: readonly Judged[]): Deny {
  const { code, detail, style, stepUp } = verdict
  return {
    effect: 'deny',
    interaction,
    cause: 'policy',
    reason: { code, detail },
    requirements,
    policy: toldOf([verdict]),
    ...(style !== undefined && { style }),
    ...(stepUp !== undefined && { stepUp }),
  }
}

/** What cannot be done of what a permit asks for: the permit does not hold (XACML: obligations are mandatory). */
export function impossible(verdict: Verdict, detail: string): Denied {
  const { rules, indeterminate, shadow } = verdict
  const code = 'OBLIGATION_IMPOSSIBLE' as const
  return { effect: 'deny', code, detail, style: undefined, stepUp: undefined, rules, indeterminate, shadow }
}

/** A resource that `narrow` leaves out is not found by a search either, so it looks as if there were none. */
export function outsideOfNarrow(verdict: Verdict): Denied {
  return { ...impossible(verdict, 'the resource is outside what narrow allows'), style: 'not-found' }
}

/** What several verdicts tell together. */
export function toldOf(verdicts: readonly Verdict[]): PolicyTold {
  return joinTold(
    verdicts.map((verdict) => {
      const { rules, indeterminate, shadow } = verdict
      const { audit, notify } = verdict.effect === 'permit' ? verdict.obligations : noDuties
      return { rules, indeterminate, shadow, audit, notify }
    }),
  )
}

const noDuties = { audit: 'minimal', notify: [] } as const

export function joinTold(all: readonly PolicyTold[]): PolicyTold {
  const [first] = all
  if (all.length === 1 && first !== undefined) return first
  return {
    rules: distinct(
      all.flatMap(({ rules }) => rules),
      ({ id }) => id,
    ),
    indeterminate: distinct(
      all.flatMap(({ indeterminate }) => indeterminate),
      ({ id }) => id,
    ),
    shadow: distinct(
      all.flatMap(({ shadow }) => shadow),
      ({ rule, from, to }) => `${rule} ${from} ${to}`,
    ),
    audit: all.some(({ audit }) => audit === 'comprehensive') ? 'comprehensive' : 'minimal',
    notify: [...new Set(all.flatMap(({ notify }) => notify))],
  }
}

function distinct<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()]
}
