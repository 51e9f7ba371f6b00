import { describe, expect, test } from 'vitest'
import { loadDefinitions } from '../../src/config/definitions/load-definitions.ts'
import type { CompartmentType, Definitions } from '../../src/fhir/definitions/definitions.ts'
import { compilePath, walk } from '../../src/fhir/path-walker.ts'
import { effortOf } from '../fixtures/effort.ts'

const COMPARTMENTS: CompartmentType[] = ['Patient', 'Encounter', 'RelatedPerson', 'Practitioner', 'Device']

function values(expression: string, resource: unknown): unknown[] {
  const walker = compilePath(expression)
  if (walker === undefined) throw new Error(`cannot be evaluated: ${expression}`)
  return walk(walker, resource)
}

describe('finds', () => {
  const one = { reference: 'Patient/1' }
  const two = { reference: 'Group/2' }
  test.each([
    ['a plain element', 'Observation.subject', { subject: one }, [one]],
    ['every item of a list', 'Observation.performer', { performer: [one, two] }, [one, two]],
    ['through lists of lists', 'Observation.a.b', { a: [{ b: [1, 2] }, {}, { b: 3 }] }, [1, 2, 3]],
    ['values that are false or 0', 'Observation.a', { a: [false, 0, ''] }, [false, 0, '']],
    ['references to one type', 'Observation.subject.where(resolve() is Patient)', { subject: [one, two] }, [one]],
    ['a choice by as', '(Observation.value as Quantity)', { valueQuantity: { value: 1 } }, [{ value: 1 }]],
    ['a choice by .as()', 'Observation.onset.as(Age)', { onsetAge: 1 }, [1]],
    ['a choice of a primitive', 'Observation.effective.ofType(dateTime)', { effectiveDateTime: '2020' }, ['2020']],
    ['a choice within parentheses', '(Observation.a.value.ofType(Range))', { a: { valueRange: 1 } }, [1]],
    ['below a choice', '(Observation.value as CodeableConcept).text', { valueCodeableConcept: { text: 'x' } }, ['x']],
    ['a trailing as', 'Observation.reported as Reference', { reportedReference: one }, [one]],
    ['one item', 'Observation.a[1].b', { a: [{ b: 1 }, { b: 2 }] }, [2]],
    ['the first of what is no list', 'Observation.a[0].b', { a: { b: 1 } }, [1]],
    [
      'items by a literal',
      "Observation.a.where(system='email')",
      { a: [{ system: 'email' }, { system: 'fax' }] },
      [{ system: 'email' }],
    ],
    [
      'an extension',
      "Observation.extension('u').value",
      {
        extension: [
          { url: 'u', valueCode: 'x' },
          { url: 'v', valueCode: 'y' },
        ],
      },
      ['x'],
    ],
    [
      'an extension by where',
      "Observation.extension.where(url = 'u').value.ofType(Reference)",
      { extension: [{ url: 'u', valueReference: one }] },
      [one],
    ],
    ['branches of a union in order', 'Observation.b | Observation.a', { a: 1, b: 2 }, [2, 1]],
    ['the root of any resource', 'Resource.id', { id: 'x' }, ['x']],
    ['the resource itself', 'Observation', {}, [{ resourceType: 'Observation' }]],
    [
      'a contained resource by its type',
      'Observation.a[0].resource as Composition',
      { a: [{ resource: { resourceType: 'Composition' } }] },
      [{ resourceType: 'Composition' }],
    ],
  ])('%s', (_, expression, content, expected) => {
    expect(values(expression, { resourceType: 'Observation', ...content })).toEqual(expected)
  })
})

describe('finds nothing', () => {
  test.each([
    ['in another type', 'Patient.subject', { subject: 1 }],
    ['where the element is absent', 'Observation.subject', {}],
    ['in null', 'Observation.subject', { subject: null }],
    ['in nulls of a list', 'Observation.subject', { subject: [null, null] }],
    ['in lists in lists, which FHIR has not', 'Observation.a', { a: [[1]] }],
    ['in properties of lists and strings', 'Observation.a.length', { a: [['x'], 'x'] }],
    ['in what every object inherits', 'Observation.constructor', {}],
    ['in an untyped name for a choice', 'Observation.value.ofType(Quantity)', { value: { value: 1 } }],
    ['in a choice of another type', 'Observation.value.ofType(Quantity)', { valueRange: {} }],
    ['in a name that only looks like a choice', 'Observation.category', { categoryCodeableConcept: {} }],
    ['beyond the end of a list', 'Observation.a[2]', { a: [1, 2] }],
    ['beyond what is no list', 'Observation.a[1]', { a: 1 }],
    ['in a contained resource of another type', 'Observation.a as Composition', { a: { resourceType: 'Patient' } }],
    ['in extensions of another url', "Observation.extension('u').value", { extension: { url: 'U', valueCode: 'x' } }],
  ])('%s', (_, expression, content) => {
    expect(values(expression, { resourceType: 'Observation', ...content })).toEqual([])
  })

  test.each([
    [null],
    [undefined],
    ['Observation'],
    [1],
    [[]],
    [[{ resourceType: 'Observation', id: 'x' }]],
    [{}],
    [{ resourceType: 1, id: 'x' }],
  ])('in %j, which is no resource', (resource) => {
    expect(values('Observation.id | Resource.id', resource)).toEqual([])
  })
})

describe('resolve() is Patient', () => {
  test.each([
    ['relative', { reference: 'Patient/1' }, true],
    ['with a version', { reference: 'Patient/1/_history/2' }, true],
    ['absolute', { reference: 'https://example.org/fhir/Patient/1' }, true],
    ['by type alone', { type: 'Patient', identifier: { value: 'x' } }, true],
    ['urn with a type', { reference: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520', type: 'Patient' }, true],
    ['another type', { reference: 'Group/1' }, false],
    ['another type that claims to be Patient', { reference: 'Group/1', type: 'Patient' }, false],
    ['a path that ends in another type', { reference: 'https://example.org/Patient/1/Group/2' }, false],
    ['a longer name', { reference: 'Patients/1' }, false],
    ['another case', { reference: 'patient/1' }, false],
    ['a query', { reference: 'Patient?identifier=1' }, false],
    ['a type in a query', { reference: 'https://example.org/?x=/Patient/1' }, false],
    ['no id', { reference: 'Patient/' }, false],
    ['another scheme', { reference: 'ftp://example.org/Patient/1' }, false],
    ['contained', { reference: '#p' }, false],
    ['urn', { reference: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520' }, false],
    ['not text', { reference: ['Patient/1'] }, false],
    ['a string instead of a Reference', 'Patient/1', false],
  ])('%s', (_, subject, found) => {
    const resource = { resourceType: 'Observation', subject }
    expect(values('Observation.subject.where(resolve() is Patient)', resource)).toEqual(found ? [subject] : [])
  })

  test('a long hostile reference is refused in time', () => {
    const subject = { reference: `https://${'a/'.repeat(500_000)}` }
    const find = () =>
      values('Observation.subject.where(resolve() is Patient)', { resourceType: 'Observation', subject })
    expect(effortOf(() => expect(find()).toEqual([]))).toBeLessThan(1_000)
  })
})

test.each([
  '',
  'subject',
  '.subject',
  'Patient.',
  'Patient..name',
  'Patient.name |',
  'Patient.deceased.exists() and Patient.deceased != false',
  'Patient.name.first()',
  "Patient.telecom.where(system='phone' or system='fax')",
  'Observation.subject.where(resolve() is Patient or resolve() is Group)',
  'Observation.subject.resolve()',
  'Observation.value.as(Quantity).as(Range)',
  'Observation.as(Patient)',
  'Observation[0]',
  "Observation.a.where(system='x')[0]",
  '(Observation.value as Quantity',
  'Patient.name | Patient.name.first()',
  "Patient.name.where(text='it\\'s')",
])('%j cannot be evaluated', (expression) => {
  expect(compilePath(expression)).toBeUndefined()
})

describe.each(['R4', 'R4B', 'R5'] as const)('%s', (version) => {
  const definitions = loadDefinitions(version)

  test.each(COMPARTMENTS)('every membership parameter of the %s compartment finds its references', (owner) => {
    const blind: string[] = []
    for (const type of definitions.resourceTypes) {
      const resource = referringTo(owner, type, definitions)
      for (const code of definitions.compartmentParameters(owner, type)) {
        if (code === '{def}') continue
        const found = values(definitions.searchParameter(type, code)?.expression ?? '', resource)
        const all =
          found.length > 0 && found.every((value) => (value as { reference?: string }).reference === `${owner}/1`)
        if (!all) blind.push(`${type}.${code}`)
      }
    }
    expect(blind).toEqual([])
  })

  test('nearly every parameter can be evaluated', () => {
    const expressions = [...definitions.resourceTypes].flatMap((type) =>
      definitions.searchParameters(type).flatMap(({ expression }) => expression ?? []),
    )
    const share = expressions.filter((expression) => compilePath(expression) !== undefined).length / expressions.length
    console.log(`${version}: ${(share * 100).toFixed(2)} % of ${expressions.length} expressions can be evaluated`)
    expect(share).toBeGreaterThan(0.99)
  })
})

/** A resource that holds a reference to `${owner}/1` wherever its StructureDefinition has a Reference; lists throughout. */
function referringTo(owner: string, type: string, definitions: Definitions): Record<string, unknown> {
  const resource: Record<string, unknown> = { resourceType: type }
  for (const { path, kind } of definitions.referencePaths(type)) {
    if (kind !== 'Reference') continue
    const names = path.replaceAll('[x]', 'Reference').split('.')
    let at = resource
    for (const name of names.slice(0, -1)) {
      const below = (at[name] as Record<string, unknown>[] | undefined) ?? [{}]
      at[name] = below
      at = below[0]!
    }
    at[names.at(-1)!] = [{ reference: `${owner}/1` }]
  }
  return resource
}
