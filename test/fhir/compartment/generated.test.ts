import { describe, expect, test } from 'vitest'
import { patientCompartment } from '../../../src/fhir/compartment/membership.ts'
import fc from '../../fixtures/fast-check.ts'
import { slowOwners } from './oracle.ts'
import { known, members, ownBase, versions } from './versions.ts'

const reference = fc.constantFrom<unknown>(
  { reference: 'Patient/me' },
  { reference: 'Patient/other' },
  { reference: 'Patient/me2' },
  { reference: 'Patient/me/_history/3' },
  { reference: `${ownBase}/Patient/me` },
  { reference: 'https://elsewhere.example/fhir/Patient/me' },
  { reference: '#me', type: 'Patient' },
  { reference: 'urn:uuid:0', type: 'Patient' },
  { identifier: { value: 'me' }, type: 'Patient' },
  { reference: 'Group/g' },
  { reference: 'Patient/me', identifier: { value: 'other' } },
)
const wrong = fc.constantFrom<unknown>(
  null,
  0,
  true,
  '',
  'Patient/me',
  {},
  [],
  [[{ reference: 'Patient/me' }]],
  { reference: ['Patient/me'] },
  { reference: { reference: 'Patient/me' } },
  { resourceType: 'Reference', reference: 'Patient/me' },
  { resourceType: 'Patient', id: 'me' },
)
const leaf = fc.oneof({ weight: 5, arbitrary: reference }, { weight: 1, arbitrary: wrong })

/** A resource of `type` with values at some of `paths`, single or in lists at any depth. */
function resourceWith(type: string, paths: readonly string[][]): fc.Arbitrary<Record<string, unknown>> {
  const value = (path: readonly string[]): fc.Arbitrary<unknown> => {
    const [name, ...rest] = path
    const one: fc.Arbitrary<unknown> = name === undefined ? leaf : fc.record({ [name]: value(rest) })
    return fc.oneof({ weight: 4, arbitrary: one }, { weight: 1, arbitrary: fc.array(one, { maxLength: 3 }) })
  }
  const parts = paths.map(([name = '', ...rest]) => fc.option(value(rest).map((held) => ({ [name]: held }))))
  return fc.tuple(...parts).map((chosen) => Object.assign({ resourceType: type, id: 'x' }, ...chosen))
}

describe.each(versions)('%s: the owners are those of the plain reading', (version) => {
  const here = known(version)
  const { definitions } = here
  const everyParameter = patientCompartment(definitions, {
    ownBases: [ownBase],
    subjectOnly: false,
    overrides: { AuditEvent: 'compartment', Group: 'compartment', Person: 'compartment' },
  })
  const usual = patientCompartment(definitions, {
    ownBases: [ownBase],
    overrides: { AuditEvent: 'compartment', Group: 'compartment', Person: 'compartment' },
  })

  test.each(members(here).filter((type) => type !== 'Provenance'))('%s', (type) => {
    const paths = definitions
      .referencePaths(type)
      .filter(({ kind }) => kind === 'Reference')
      .map(({ path }) => path.replace('[x]', 'Reference').split('.'))
    const rule = usual.rule(type)!
    fc.assert(
      fc.property(resourceWith(type, paths), (resource) => {
        expect(new Set(rule.ownersOf(resource))).toEqual(slowOwners(definitions, type, resource))
        const all = everyParameter.rule(type)!.ownersOf(resource)
        expect(new Set(all)).toEqual(slowOwners(definitions, type, resource, false))
        const slices = Object.fromEntries(rule.elements.filter((name) => name in resource).map((n) => [n, resource[n]]))
        expect(rule.ownersOf({ resourceType: type, ...slices })).toEqual(rule.ownersOf(resource))
      }),
      { numRuns: 150 },
    )
  })

  test('any JSON at all has no owner, or one that it names', () => {
    fc.assert(
      fc.property(fc.constantFrom(...definitions.resourceTypes), fc.jsonValue(), (type, value) => {
        expect(here.compartment.rule(type)!.ownersOf(value)).toEqual([])
      }),
    )
  })
})
