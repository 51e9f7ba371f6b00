import type { Label, Obligations, Redaction } from '../language.ts'
import { least } from '../least.ts'
import type { Duties } from '../verdict.ts'

/** What one permit asks for, with the values of `narrow` filled in. */
export interface Asked {
  readonly obligations: Obligations
  readonly narrow: Duties['narrow']
}

const strictness: readonly Redaction['style'][] = ['mask-value', 'redact', 'remove']

export const noDuties: Duties = {
  narrow: [],
  redact: [],
  maxResults: undefined,
  addLabels: [],
  notify: [],
  audit: 'minimal',
}

/** Joins the obligations of all permits that hold: each is done, and of two the stricter. */
export function joinDuties(all: readonly Asked[]): Duties {
  if (all.every(({ obligations }) => isNothing(obligations))) return noDuties
  const of = all.map(({ obligations }) => obligations)
  return {
    narrow: distinct(
      all.flatMap(({ narrow }) => narrow),
      ({ parameter, value }) => `${parameter}=${value}`,
    ),
    redact: joinRedactions(of.flatMap(({ redact }) => redact)),
    maxResults: least(...of.map(({ maxResults }) => maxResults)),
    addLabels: distinct(
      of.flatMap(({ addLabels }) => addLabels),
      labelKey,
    ),
    notify: distinct(
      of.flatMap(({ notify }) => notify),
      (name) => name,
    ),
    audit: of.some(({ audit }) => audit === 'comprehensive') ? 'comprehensive' : 'minimal',
  }
}

/** Whether a permit asks for nothing that has to be done on a resource. */
export function isNothing({ narrow, redact, maxResults, addLabels, notify, audit }: Obligations): boolean {
  const empty = redact.length + addLabels.length + notify.length === 0 && audit !== 'comprehensive'
  return empty && maxResults === undefined && Object.keys(narrow).length === 0
}

function joinRedactions(all: readonly Redaction[]): readonly Redaction[] {
  const strictest = new Map<string, Redaction>()
  for (const each of all) {
    const path = [each.type, ...each.path].join('.')
    const known = strictest.get(path)
    if (known === undefined || strictness.indexOf(each.style) > strictness.indexOf(known.style))
      strictest.set(path, each)
  }
  return sorted([...strictest.values()], ({ type, path }) => [type, ...path].join('.'))
}

/** Each once, in an order that does not depend on that of the rules. */
function distinct<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  return sorted([...new Map(items.map((item) => [keyOf(item), item])).values()], keyOf)
}

function sorted<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  return [...items].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

function labelKey({ system, code }: Label): string {
  return `${system ?? ''}|${code}`
}
