import type { CallerView, Explanation, ResourceVerdict } from '../explanation.ts'
import {
  decisionLines,
  denialLines,
  entryLines,
  type Paint,
  readingLines,
  requirementLines,
  upstreamLines,
} from './judgement-text.ts'
import { inertWords } from './obligation-text.ts'
import { printable } from './printable.ts'
import { policyLines, ruleLines } from './rule-text.ts'

/**
 * An explanation for people, line by line and layer by layer: scopes, policy, what is decided, what is sent, and how a
 * refusal looks.
 *
 * @param showsAll also rules that are about other requests.
 */
export function explanationLines(explanation: Explanation, paint: Paint, showsAll = false): readonly string[] {
  const shown = printable(explanation)
  const { caller, notice, entries = [], resources, policy, upstream } = shown
  const ruled = policyLines(policy, showsAll, paint, unasked(shown))
  return [
    ...section('Request', readingLines(shown)),
    ...(caller ? section('Caller', callerLines(caller, paint)) : []),
    ...section('Notice', notice === undefined ? [] : [paint('yellow', notice)]),
    ...(entries.length > 0
      ? [
          ...section('Policy, of the Bundle as such', ruled),
          ...entries.flatMap((entry, index) => section(`Entry ${index}`, entryLines(entry, showsAll, paint))),
        ]
      : [...section('Scopes', requirementLines(shown, paint), 'nothing is needed'), ...section('Policy', ruled)]),
    ...section('Decision', decisionLines(shown, paint)),
    ...section('Upstream', upstreamLines(upstream)),
    ...section('Refusal', denialLines(shown.denial)),
    ...section(
      'Resources',
      (resources ?? []).flatMap((verdict) => verdictLines(verdict, showsAll, paint)),
    ),
  ]
}

/** One without lines is left out, unless something is said otherwise. */
function section(title: string, lines: readonly string[], otherwise?: string): readonly string[] {
  const shown = lines.length === 0 && otherwise !== undefined ? [otherwise] : lines
  return shown.length === 0 ? [] : [title, ...shown.map((line) => `  ${line}`)]
}

/** Why the policy was not asked, where it was not. */
function unasked({
  decision: { effect, cause, reason },
  policy,
  refusal,
  interaction,
}: Explanation): string | undefined {
  if (policy.rules.length > 0) return undefined
  if (reason.code === 'PUBLIC') return 'not asked: this is open to everyone'
  if (refusal || interaction === undefined) return 'not asked: the request is not understood'
  return effect === 'deny' && cause !== 'policy'
    ? 'not asked: the scopes do not permit it'
    : 'no rules: the scopes decide'
}

function callerLines(
  { issuer, subject, client, patient, roles, scopes, inert }: CallerView,
  paint: Paint,
): readonly string[] {
  return [
    `subject ${subject ?? 'unknown'}, client ${client ?? 'unknown'}, of ${issuer}`,
    ...(patient === undefined ? [] : [`launched for patient ${patient}`]),
    ...(roles === undefined ? [] : [`roles: ${roles.length > 0 ? roles.join(', ') : 'none'}`]),
    `granted: ${scopes.length > 0 ? scopes.join(' ') : 'nothing'}`,
    ...inert.map(({ text, why }) => `${paint('yellow', 'ignored')}: ${text} (${inertWords[why]})`),
  ]
}

function verdictLines(
  { file, resourceType, id, leaves, reason, redacted = [], rules = [] }: ResourceVerdict,
  showsAll: boolean,
  paint: Paint,
): readonly string[] {
  const name = `${id === undefined ? resourceType : `${resourceType}/${id}`} (${file})`
  const changed = redacted.length > 0 ? `, without or with masked ${redacted.join(', ')}` : ''
  const why = reason === undefined ? '' : `: ${reason.code}, ${reason.detail}`
  return [
    leaves
      ? `${paint('green', '✓')} ${name} would be returned${changed}`
      : `${paint('red', '✗')} ${name} would not be returned${why}`,
    ...ruleLines(rules, showsAll, paint).map((line) => `  ${line}`),
  ]
}
