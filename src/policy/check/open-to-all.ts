import type { Rule } from '../language.ts'
import type { RuleWarning } from './warning.ts'

/** A deny that seems to close what anybody gets without a token (http.html#capabilities): no rule is asked about that. */
export function closesWhatIsOpen({ effect, match }: Rule): Omit<RuleWarning, 'rule'> | undefined {
  if (effect !== 'deny' || !match.interactions?.includes('capabilities')) return undefined
  return {
    what: 'does not close GET /metadata, which is open to everybody; the rule is only asked about entries of a batch',
    expected: 'interactions without capabilities',
  }
}
