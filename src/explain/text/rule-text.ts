import type { Place } from '../../policy/language.ts'
import type { PolicyView, RuleView } from '../explanation.ts'
import { isRelevant } from '../rules-view.ts'
import type { Paint } from './judgement-text.ts'

/** `policy.yaml:12`. */
export function formatPlace({ file, line }: Place): string {
  return `${file}:${line}`
}

/** The policy's name, and how its rules stand: those that have to do with the request, or all of them. */
export function policyLines(
  { name, version, rules }: PolicyView,
  showsAll: boolean,
  paint: Paint,
  otherwise: string | undefined,
): readonly string[] {
  const title = `policy ${name} ${version ?? ''}`.trimEnd()
  return [title, ...(otherwise === undefined ? ruleLines(rules, showsAll, paint) : [otherwise])]
}

/** How rules stand, one a line; those that are about something else are only counted, unless all are to be shown. */
export function ruleLines(rules: readonly RuleView[], showsAll: boolean, paint: Paint): readonly string[] {
  const shown = showsAll ? rules : rules.filter(isRelevant)
  const others = rules.length - shown.length
  return [
    ...shown.map(
      (rule) => `${markOf(rule, paint)} ${rule.id} (${formatPlace(rule)}), ${rule.effect}: ${stateText(rule)}`,
    ),
    ...(others > 0 ? [`${others} other ${others === 1 ? 'rule is' : 'rules are'} about something else`] : []),
  ]
}

function markOf({ effect, state }: RuleView, paint: Paint): string {
  if (state === 'matched') return effect === 'permit' ? paint('green', '✓') : paint('red', '✗')
  // What cannot be told permits nothing, and forbids.
  if (state === 'indeterminate') return effect === 'permit' ? '·' : paint('red', '✗')
  return state === 'pending' ? paint('yellow', '?') : '·'
}

/** How a rule stands to a request, in words. */
export function stateText({ state, at = '', mode }: Pick<RuleView, 'state' | 'at' | 'mode'>): string {
  return `${words[state](at)}${mode === 'shadow' ? ' (shadow mode: without effect)' : ''}`
}

const words: Readonly<Record<RuleView['state'], (at: string) => string>> = {
  matched: () => 'fits',
  off: () => 'is switched off',
  failed: (at) => `does not fit, at ${at}`,
  indeterminate: (at) => `refers to something absent, at ${at}`,
  pending: (at) => `depends on the resource, at ${at}`,
}
