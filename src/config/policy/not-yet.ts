import type { Path } from '../problems/problem.ts'

interface Row {
  readonly path: readonly string[]
  /** The value that is meant; absent = any. */
  readonly value?: unknown
  readonly what?: string
  readonly expected?: string
}

const LABELS = 'a condition on resource.meta.security.code in `when`'
const LEFT_OUT = 'to be left out'

/**
 * Parts of the language whose feature does not exist yet, and parts of it that are said otherwise here. They are refused
 * by name: who writes them must not believe that they are enforced. A feature that arrives deletes its rows.
 */
const rows: readonly Row[] = [
  ...['consent', 'matrix', 'breakGlass', 'emergency', 'anomaly', 'labels', 'reload'].map((name) => ({
    path: [name],
    expected: 'a policy without this section',
  })),
  { path: ['sets', 'labels'], expected: LABELS },
  { path: ['roles', '*', 'clearance'] },
  { path: ['roles', '*', 'matrixRow'] },
  ...[
    ['clients', '*', 'limits'],
    ['limits', 'default'],
    ['limits', 'tiers', '*'],
    ['tenants', '*', 'limits'],
  ].map((path) => ({ path: [...path, 'patientsPerHour'] })),
  ...['denialStyle', 'searchDenialStyle'].map((name) => ({
    path: ['defaults', name],
    what: 'is not a key of this language',
    expected: 'denial.default.policy, which sets the style of all refusals by rules',
  })),
  ...ofRules(['match', 'labels'], { expected: LABELS }),
  ...ofRules(['match', 'confidentiality'], { expected: LABELS }),
  ...ofRules(['match', 'relation'], { value: 'care-team', expected: 'self, context or any' }),
  ...ofRules(['match', 'relation'], { value: 'organization', expected: 'self, context or any' }),
  ...ofRules(['breakGlassLifts'], {}),
  ...[['obligations'], ['obligations', '*']].flatMap((path) => [
    ...ofRules([...path, 'requireConsent'], {}),
    ...ofRules([...path, 'header'], {}),
    ...ofRules([...path, 'redact', 'onLabels'], { expected: 'elements, in a rule with a condition on the labels' }),
  ]),
]

function ofRules(path: readonly string[], row: Omit<Row, 'path'>): readonly Row[] {
  return [
    ['rules', '*'],
    ['tenants', '*', 'rules', '*'],
  ].map((above) => ({ ...row, path: [...above, ...path] }))
}

/** Something that is refused by name. */
export interface NotYet {
  readonly path: Path
  readonly what: string
  readonly expected: string
}

/**
 * Finds what is refused by name in a policy file.
 *
 * @returns that, and the data without it, so that nothing else is said of it
 */
export function takeOutNotYet(data: unknown): { found: readonly NotYet[]; rest: unknown } {
  const found = rows.flatMap(({ path, value, what = 'is not supported yet', expected = LEFT_OUT }) =>
    placesOf(data, path)
      .filter((place) => value === undefined || place.value === value)
      .map((place) => ({ path: place.path, what, expected })),
  )
  if (found.length === 0) return { found, rest: data }
  const rest = structuredClone(data)
  for (const { path } of found) remove(rest, withoutRemainder(path))
  return { found, rest }
}

/** Every place that `path` leads to; `*` goes into each member of a map or list. */
function placesOf(value: unknown, path: readonly string[], at: Path = []): readonly { path: Path; value: unknown }[] {
  const [step, ...rest] = path
  if (step === undefined) return [{ path: at, value }]
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) {
    return step === '*' ? value.flatMap((item, index) => placesOf(item, rest, [...at, index])) : []
  }
  const names = step === '*' ? Object.keys(value) : Object.hasOwn(value, step) ? [step] : []
  return names.flatMap((name) => placesOf((value as Record<string, unknown>)[name], rest, [...at, name]))
}

/** What is left of obligations would seem to ask for nothing. */
function withoutRemainder(path: Path): Path {
  const at = path.indexOf('obligations')
  return at === -1 ? path : path.slice(0, at + 1)
}

function remove(data: unknown, path: Path): void {
  let holder = data as Record<string | number, unknown>
  for (const step of path.slice(0, -1)) holder = holder[step] as Record<string | number, unknown>
  delete holder[path.at(-1)!]
}
