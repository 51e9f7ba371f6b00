import { describe, expect, test } from 'vitest'
import { loadDefinitions, readTable } from '../../src/config/definitions/load-definitions.ts'
import type { CompartmentType } from '../../src/fhir/definitions/definitions.ts'
import { definitionsFrom } from '../../src/fhir/definitions/table.ts'

const VERSIONS = ['R4', 'R4B', 'R5'] as const
const COMPARTMENTS: CompartmentType[] = ['Patient', 'Encounter', 'RelatedPerson', 'Practitioner', 'Device']
const R4 = loadDefinitions('R4')
const R4B = loadDefinitions('R4B')
const R5 = loadDefinitions('R5')

describe.each(VERSIONS)('%s', (version) => {
  const definitions = loadDefinitions(version)

  test('is read once', () => {
    expect(loadDefinitions(version)).toBe(definitions)
  })

  test.each(COMPARTMENTS)(
    'every membership parameter of the %s compartment is a known reference parameter',
    (owner) => {
      const members = [...definitions.resourceTypes].filter(
        (type) => definitions.compartmentParameters(owner, type).length > 0,
      )
      const unknown = members.flatMap((type) =>
        definitions
          .compartmentParameters(owner, type)
          .filter((code) => code !== '{def}' && definitions.searchParameter(type, code)?.type !== 'reference')
          .map((code) => `${type}.${code}`),
      )
      expect(members.length).toBeGreaterThan(20)
      expect(unknown).toEqual([])
    },
  )

  test.each(COMPARTMENTS)('a %s is in its own compartment', (owner) => {
    expect(definitions.compartmentParameters(owner, owner)).toContain('{def}')
  })

  test('every reference parameter has targets, all of them types', () => {
    for (const type of definitions.resourceTypes) {
      for (const { code, type: kind, targets } of definitions.searchParameters(type)) {
        const right = kind === 'reference' ? targets.length > 0 : targets.length === 0
        expect([type, code, right]).toEqual([type, code, true])
        for (const target of targets) expect(target === '*' || definitions.isResourceType(target)).toBe(true)
      }
    }
  })

  test.each(['_id', '_lastUpdated', '_tag', '_profile', '_security', '_source', '_text', '_content', '_query'])(
    '%s is on every type',
    (code) => {
      for (const type of definitions.resourceTypes) expect(definitions.searchParameter(type, code)?.code).toBe(code)
    },
  )

  test.each([
    ['an unknown type', 'Robot', '_id'],
    ['an abstract type', 'Resource', '_id'],
    ['another spelling of a type', 'patient', '_id'],
    ['a name every object has', 'constructor', '_id'],
    ['an unknown parameter', 'Patient', 'colour'],
    ['a parameter of another type', 'Patient', 'code'],
    ['another spelling of a parameter', 'Patient', 'Birthdate'],
    ['a parameter named as every object has', 'Patient', 'constructor'],
    ['an empty name', 'Patient', ''],
  ])('%s is not found', (_, type, code) => {
    expect(definitions.searchParameter(type, code)).toBeUndefined()
  })

  test('unknown types have nothing', () => {
    expect(definitions.searchParameters('__proto__')).toEqual([])
    expect(definitions.referencePaths('__proto__')).toEqual([])
    expect(definitions.compartmentParameters('Patient', '__proto__')).toEqual([])
    expect(definitions.operations('__proto__')).toEqual([])
  })
})

describe('types', () => {
  test.each([
    ['R4 has', R4, 'MedicinalProduct', true],
    ['R4B dropped', R4B, 'MedicinalProduct', false],
    ['R4B added', R4B, 'SubscriptionStatus', true],
    ['R4 lacks', R4, 'SubscriptionStatus', false],
    ['R5 renamed', R5, 'RequestGroup', false],
    ['a package added of its own', R4, 'Bot', false],
  ])('%s', (_, definitions, type, known) => {
    expect(definitions.isResourceType(type)).toBe(known)
  })

  test('are counted as the specifications count them', () => {
    expect([R4, R4B, R5].map((definitions) => definitions.resourceTypes.size)).toEqual([146, 141, 158])
  })
})

describe('search parameters', () => {
  test.each([
    ['one base of many', R4, 'Observation', 'patient', 'Observation.subject.where(resolve() is Patient)', ['Patient']],
    ['a union for one base', R4, 'InsurancePlan', 'name', 'InsurancePlan.name | InsurancePlan.alias', []],
    ['every type as target', R4, 'Provenance', 'target', 'Provenance.target', ['*']],
    ['no target given', R4, 'RequestGroup', 'instantiates-canonical', 'RequestGroup.instantiatesCanonical', ['*']],
    ['a cast', R4, 'RiskAssessment', 'date', '(RiskAssessment.occurrence as dateTime)', []],
    ['a parameter of Resource', R5, 'Patient', '_id', 'Resource.id', []],
  ])('%s', (_, definitions, type, code, expression, targets) => {
    expect(definitions.searchParameter(type, code)).toMatchObject({ code, expression, targets })
  })

  test('targets come from the element where the parameter names none', () => {
    expect(R4B.searchParameter('Ingredient', 'substance')?.targets).toEqual(['SubstanceDefinition'])
  })

  test('choice elements are spelled out, type by type', () => {
    expect(R4.searchParameter('Observation', 'date')?.expression?.split(' | ')).toEqual(
      ['dateTime', 'Period', 'Timing', 'instant'].map((type) => `Observation.effective.ofType(${type})`),
    )
  })

  test.each(['_text', '_content', '_query', '_filter', '_has', '_list', '_type', '_in'])(
    '%s tests no element',
    (code) => {
      expect(R5.searchParameter('Patient', code)).toBeDefined()
      expect(R5.searchParameter('Patient', code)?.expression).toBeUndefined()
    },
  )

  test.each(['_has', '_list', '_type', '_filter', '_in'])('R4 publishes no SearchParameter %s', (code) => {
    expect(R4.searchParameter('Patient', code)).toBeUndefined()
  })

  test('an expression that forgot a base leaves the parameter without one', () => {
    expect(R5.searchParameter('CareTeam', 'date')).toEqual({ code: 'date', type: 'date', targets: [] })
  })
})

describe('operations', () => {
  test.each([
    [R4, 'everything', 'Patient', ['type', 'instance'], false],
    [R4, 'submit', 'Claim', ['type'], true],
    [R4, 'validate', '*', ['type', 'instance'], false],
    [R4, 'meta-add', '*', ['instance'], true],
    [R5, 'merge', 'Patient', ['type'], true],
  ])('$version $%s on %s', (definitions, name, type, levels, affectsState) => {
    const found = definitions.operations(name).filter(({ types }) => types.includes(type))
    expect(found).toMatchObject([{ name, levels, affectsState }])
  })

  test('system-only ones are on no type', () => {
    expect(R4.operations('process-message')).toMatchObject([{ levels: ['system'], types: [], affectsState: true }])
  })

  test('one name may have several definitions', () => {
    expect(R4.operations('validate-code').map(({ types }) => types)).toEqual([['CodeSystem'], ['ValueSet']])
  })

  test('carry their in-parameters only', () => {
    const names = R4.operations('lookup')[0]?.parameters.map(({ name }) => name)
    expect(names).toContain('code')
    expect(names).not.toContain('display')
  })

  test.each(['$everything', 'Everything', 'populate', 'example-query-high-risk', ''])(
    '%j is none of the specification',
    (name) => {
      expect(R5.operations(name)).toEqual([])
    },
  )
})

describe('reference paths', () => {
  test.each([
    [R4, 'Observation', 'focus', 'Reference', ['*']],
    [R4, 'Encounter', 'participant.individual', 'Reference', ['Practitioner', 'PractitionerRole', 'RelatedPerson']],
    [R4, 'MedicationRequest', 'medication[x]', 'Reference', ['Medication']],
    [R4, 'MedicationRequest', 'instantiatesCanonical', 'canonical', ['*']],
    [R5, 'MedicationRequest', 'medication.reference', 'Reference', ['Medication']],
  ])('%# %s.%s', (definitions, type, path, kind, targets) => {
    expect(definitions.referencePaths(type).filter((reference) => reference.path === path)).toEqual([
      { path, kind, targets },
    ])
  })
})

describe("a site's own parameters", () => {
  const site = definitionsFrom(readTable('R4'), [
    {
      base: ['Patient', 'Group'],
      code: 'ward',
      type: 'reference',
      expression: "Group.managingEntity | Patient.extension('https://example.org/ward').value",
    },
    {
      base: ['Observation'],
      code: 'patient',
      type: 'reference',
      expression: 'Observation.performer',
      targets: ['Patient'],
    },
    { base: ['Observation'], code: '_id', type: 'string' },
    { base: ['Robot'], code: 'serial', type: 'token' },
  ])

  test('are found on their bases alone, each with its own part of the expression', () => {
    expect(site.searchParameter('Group', 'ward')).toEqual({
      code: 'ward',
      type: 'reference',
      expression: 'Group.managingEntity',
      targets: ['*'],
    })
    expect(site.searchParameters('Patient').map(({ code }) => code)).toContain('ward')
    expect(site.searchParameter('Observation', 'ward')).toBeUndefined()
  })

  test.each(['patient', '_id'])("never replace the specification's %s", (code) => {
    expect(site.searchParameter('Observation', code)).toEqual(R4.searchParameter('Observation', code))
  })

  test('do not make types', () => {
    expect(site.searchParameter('Robot', 'serial')).toBeUndefined()
    expect(site.isResourceType('Robot')).toBe(false)
  })
})
