import type { CallerView, Explanation, ResourceVerdict } from '../explanation.ts'
import {
  decisionLines,
  entryLines,
  type Paint,
  readingLines,
  requirementLines,
  upstreamLines,
} from './judgement-text.ts'
import { inertWords } from './obligation-text.ts'
import { printable } from './printable.ts'

/** An explanation for people, line by line. */
export function explanationLines(explanation: Explanation, paint: Paint): readonly string[] {
  const shown = printable(explanation)
  const { caller, entries = [], resources, policy, upstream } = shown
  return [
    ...section('Request', readingLines(shown)),
    ...(caller ? section('Caller', callerLines(caller, paint)) : []),
    ...(entries.length > 0
      ? entries.flatMap((entry, index) => section(`Entry ${index}`, entryLines(entry, paint)))
      : section('Requirements', requirementLines(shown, paint), 'none')),
    ...section('Decision', [...decisionLines(shown, paint), `policy ${policy.name} ${policy.version ?? ''}`.trimEnd()]),
    ...section('Upstream', upstreamLines(upstream)),
    ...(resources
      ? section(
          'Resources',
          resources.map((verdict) => verdictLine(verdict, paint)),
        )
      : []),
  ]
}

function section(title: string, lines: readonly string[], otherwise?: string): readonly string[] {
  const shown = lines.length === 0 && otherwise !== undefined ? [otherwise] : lines
  return [title, ...shown.map((line) => `  ${line}`)]
}

function callerLines({ issuer, subject, client, patient, scopes, inert }: CallerView, paint: Paint): readonly string[] {
  return [
    `subject ${subject ?? 'unknown'}, client ${client ?? 'unknown'}, of ${issuer}`,
    ...(patient === undefined ? [] : [`launched for patient ${patient}`]),
    `granted: ${scopes.length > 0 ? scopes.join(' ') : 'nothing'}`,
    ...inert.map(({ text, why }) => `${paint('yellow', 'left aside')}: ${text} (${inertWords[why]})`),
  ]
}

function verdictLine({ file, resourceType, id, leaves }: ResourceVerdict, paint: Paint): string {
  const name = id === undefined ? resourceType : `${resourceType}/${id}`
  return leaves
    ? `${paint('green', '✓')} ${name} (${file}) would leave`
    : `${paint('red', '✗')} ${name} (${file}) would not leave`
}
