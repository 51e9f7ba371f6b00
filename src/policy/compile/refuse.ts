import type { DenialStyle } from '../denial-policy.ts'
import type { StepUp } from '../language.ts'
import type { Denied } from '../verdict.ts'
import type { Standing } from './standing.ts'

type Refusal = Omit<Denied, 'indeterminate' | 'shadow'>

/** From what tells least of what there is. */
const styles: readonly DenialStyle[] = ['hidden', 'not-found', 'empty-bundle', 'forbidden', 'unauthorized']

export function refusedByRules(denies: readonly Standing[]): Refusal {
  const rules = denies.map(({ compiled }) => compiled.name)
  const asked = new Set(denies.map(({ compiled }) => compiled.rule.denialStyle))
  const style = styles.find((each) => asked.has(each))
  return refusal('POLICY_RULE', `denied by ${named(denies)}`, { rules, style })
}

/** No permit holds: why, of those that fit and are hindered. */
export function refusedWithoutPermit(hindered: readonly Standing[]): Refusal {
  const weak = hindered.filter(({ hindrance }) => hindrance === 'step-up')
  const rules = hindered.map(({ compiled }) => compiled.name)
  if (weak.length > 0) {
    return refusal('STEP_UP_NEEDED', `a stronger or fresher login is needed for ${named(weak)}`, {
      rules: weak.map(({ compiled }) => compiled.name),
      stepUp: firstById(weak),
    })
  }
  if (hindered.length > 0) {
    return refusal('OBLIGATION_IMPOSSIBLE', `narrow cannot be filled in for ${named(hindered)}`, { rules })
  }
  return refusal('POLICY_NO_RULE', 'no rule permits it')
}

export function refusedClient(detail: string): Denied {
  return { ...refusal('CLIENT_REFUSED', detail), indeterminate: [], shadow: [] }
}

function refusal(
  code: Denied['code'],
  detail: string,
  { rules = [], style, stepUp }: Partial<Pick<Denied, 'rules' | 'style' | 'stepUp'>> = {},
): Refusal {
  return { effect: 'deny', code, detail, rules, style, stepUp }
}

/** Any one of them would do, so the first by its id is asked for, wherever it stands. */
function firstById(weak: readonly Standing[]): StepUp | undefined {
  const [first] = [...weak].sort((a, b) => (a.compiled.rule.id < b.compiled.rule.id ? -1 : 1))
  return first?.compiled.rule.obligations.stepUp
}

function named(standings: readonly Standing[]): string {
  return standings.map(({ compiled }) => compiled.rule.id).join(', ')
}
