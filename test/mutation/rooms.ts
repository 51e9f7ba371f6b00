/** What is mutated, by the name of its room: the core, and of `enforce` what judges and cuts answers. */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  scopes: ['src/scopes'],
  authorize: ['src/authorize'],
  policy: ['src/policy'],
  fhir: ['src/fhir'],
  enforce: ['src/enforce/guard', 'src/enforce/bundle', 'src/enforce/redact'],
}

/** Tests that run in this process alone, without sockets; those of the room itself are tried first. */
export const testFolders = [
  'test/scopes',
  'test/cases',
  'test/fhir',
  'test/policy',
  'test/authorize',
  'test/enforce',
  'test/corpus',
  'test/denial',
  'test/explain',
  'test/policy-test',
  'test/noninterference',
]

/** Open sockets, start processes, compare with files as only a test run by vitest can; or are too slow to be run so often. */
export const leftOut = [
  'test/explain/golden.test.ts',
  'test/explain/golden-policy.test.ts',
  'test/explain/agrees.test.ts',
  'test/policy/guide.test.ts',
  'test/policy/reference/agreement.test.ts',
  'test/noninterference/leaks.test.ts',
  'test/fhir/compartment/page.test.ts',
]

/** Take part last, since each of their tests takes long. */
export const slow = [
  'test/policy/examples.test.ts',
  'test/fhir/compartment/generated.test.ts',
  'test/fhir/compartment/unowned.test.ts',
  'test/fhir/json/against-parse.test.ts',
  'test/fhir/patch/hostile.test.ts',
  'test/fhir/patch/properties.test.ts',
  'test/fhir/round-trip.test.ts',
  'test/fhir/mutations.test.ts',
  'test/policy/invariants.test.ts',
  'test/authorize/properties.test.ts',
  'test/enforce/bundle/against-parse.test.ts',
  'test/noninterference/found.test.ts',
  'test/noninterference/noninterference.test.ts',
  'test/noninterference/policy.test.ts',
]
