import type { Obligations, Redaction, StepUp } from '../../policy/language.ts'
import { looksLikeAttribute, readAttribute } from '../../policy/schema/attribute.ts'
import type { WrittenObligation } from '../../policy/schema/obligation.ts'
import type { Path } from '../problems/problem.ts'
import { checkAttribute, type Root } from './attributes.ts'
import type { Context, Fault } from './context.ts'
import { checkDecidable } from './decidable-narrow.ts'
import { readElement } from './elements.ts'
import { checkCommonParameter } from './parameters.ts'

/** Values that are known before a search is sent. */
const narrowRoots: readonly Root[] = ['token', 'client', 'user', 'request', 'env']

const styles: readonly Redaction['style'][] = ['remove', 'redact', 'mask-value']

/** The obligations of one rule as one: of two that concern the same, the stricter holds; what cannot be joined is reported. */
export function resolveObligations(
  given: WrittenObligation | readonly WrittenObligation[],
  types: readonly string[] | undefined,
  path: Path,
  context: Context,
  fault: Fault,
): Obligations {
  const isList = Array.isArray(given)
  const written: readonly WrittenObligation[] = [given].flat()
  const each = written.map((obligation, index) => ({ obligation, at: isList ? [...path, index] : path }))
  const results = written.flatMap(({ maxResults }) => maxResults ?? [])
  const audits = written.flatMap(({ audit }) => audit ?? [])
  return {
    narrow: Object.fromEntries(each.flatMap(({ obligation, at }) => narrowOf(obligation, types, at, context, fault))),
    redact: strictest(each.flatMap(({ obligation, at }) => redactOf(obligation, types, at, context, fault))),
    maxResults: results.length === 0 ? undefined : Math.min(...results),
    addLabels: written.flatMap(({ addLabel }) => addLabel ?? []),
    stepUp: stepUpOf(each, fault),
    notify: [...new Set(written.flatMap(({ notify }) => notify ?? []))],
    audit: audits.includes('comprehensive') ? 'comprehensive' : audits[0],
  }
}

function narrowOf(
  { narrow }: WrittenObligation,
  types: readonly string[] | undefined,
  path: Path,
  context: Context,
  fault: Fault,
) {
  const entries = Object.entries(narrow ?? {})
  for (const [name, value] of entries) {
    const at = [...path, 'narrow', name]
    checkCommonParameter(name, types, at, context, fault)
    checkTemplate(value, at, fault)
    checkDecidable(name, value, types, at, context, fault)
  }
  return entries
}

/** `Organization/${client.organization}`: every `${…}` is an attribute, and none is left open. */
function checkTemplate(value: string, at: Path, fault: Fault): void {
  for (const [, inner = ''] of value.matchAll(/\$\{([^{}]*)\}/g)) {
    const attribute = looksLikeAttribute(inner) ? readAttribute(inner) : undefined
    if (attribute === undefined)
      fault(at, 'has braces after $ that do not hold an attribute', 'an attribute such as client.organization')
    else checkAttribute(attribute, at, narrowRoots, fault)
  }
  if (value.replaceAll(/\$\{[^{}]*\}/g, '').includes('${'))
    fault(at, 'has a brace that is not closed', 'an attribute in braces after $')
}

function redactOf(
  { redact }: WrittenObligation,
  types: readonly string[] | undefined,
  path: Path,
  context: Context,
  fault: Fault,
): readonly Redaction[] {
  const at = [...path, 'redact', 'elements']
  return (redact?.elements ?? []).map((text, index) =>
    readElement(text, redact!.style, types, [...at, index], context, fault),
  )
}

/** Each element once, in the strictest style that is asked for. */
function strictest(redactions: readonly Redaction[]): readonly Redaction[] {
  const found = new Map<string, Redaction>()
  for (const redaction of redactions) {
    const name = [redaction.type, ...redaction.path].join('.')
    const known = found.get(name)
    if (known === undefined || styles.indexOf(redaction.style) < styles.indexOf(known.style)) found.set(name, redaction)
  }
  return [...found.values()]
}

type Placed = readonly { readonly obligation: WrittenObligation; readonly at: Path }[]

function stepUpOf(each: Placed, fault: Fault): StepUp | undefined {
  const asked = each.filter(({ obligation }) => obligation.stepUp !== undefined)
  for (const { at } of asked.slice(1))
    fault([...at, 'stepUp'], 'occurs twice in this rule', 'at most one stepUp per rule')
  const [first] = asked
  const stepUp = first?.obligation.stepUp
  return stepUp === undefined ? undefined : { acr: stepUp.acr ?? [], maxAge: stepUp.maxAge }
}
