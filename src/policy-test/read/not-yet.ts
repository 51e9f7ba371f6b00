/** What a test may say one day, and the remedy until then. */
interface NotYet {
  readonly path: readonly (string | number)[]
  readonly key: string
}

/** Keys of the language of tests whose features do not exist: they are refused by name, so that nobody relies on them. */
const ofTest = new Set(['purpose', 'reason', 'breakGlass', 'consent', 'consents'])
const ofExpect = new Set(['lifted', 'consent', 'labels', 'audit', 'matrix'])
const ofFixtures = new Set(['consents', 'consent', 'labels', 'grants'])

/** Where a file speaks of what does not exist yet. */
export function findNotYet(data: unknown): readonly NotYet[] {
  const { tests, fixtures } = mapOf(data)
  const list = Array.isArray(tests) ? tests : []
  return [
    ...keysIn(fixtures, ofFixtures, ['fixtures']),
    ...list.flatMap((test, index) => [
      ...keysIn(test, ofTest, ['tests', index]),
      ...keysIn(mapOf(test).expect, ofExpect, ['tests', index, 'expect']),
      ...obligationsIn(mapOf(mapOf(test).expect).obligations, ['tests', index, 'expect', 'obligations']),
    ]),
  ]
}

function keysIn(value: unknown, keys: ReadonlySet<string>, path: NotYet['path']): readonly NotYet[] {
  return Object.keys(mapOf(value))
    .filter((key) => keys.has(key))
    .map((key) => ({ path: [...path, key], key }))
}

function obligationsIn(value: unknown, path: NotYet['path']): readonly NotYet[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((name, index) =>
    name === 'requireConsent' || name === 'header' ? [{ path: [...path, index], key: name }] : [],
  )
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
