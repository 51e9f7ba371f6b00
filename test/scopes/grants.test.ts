import { describe, expect, test } from 'vitest'
import { loadDefinitions } from '../../src/config/definitions/load-definitions.ts'
import { createReferenceReader, type ReferenceReader } from '../../src/fhir/reference.ts'
import { type Grants, grantsOf, type LaunchContext, patientOf } from '../../src/scopes/grants.ts'
import { type Permission, type ScopeContext, writeScope } from '../../src/scopes/scope.ts'
import fc from '../fixtures/fast-check.ts'
import { constrained, granting, malformedScopes, otherScopes, unknownTypes } from './cases.ts'

const definitions = loadDefinitions('R4')
const CONTEXTS = ['patient', 'user', 'system'] as const
const TYPES = ['Patient', 'Observation', 'Bundle', 'MedicationRequest', '*', 'Unknown', 'constructor']
const LETTERS = ['c', 'r', 'u', 'd', 's'] as const

function grant(...scopes: string[]) {
  return grantsOf(scopes, { patient: 'p1' }, definitions)
}

/** The scopes that grant something, by context. */
function textsOf({ byContext }: Grants): unknown {
  return [...byContext].map(([context, grants]) => [context, grants.map(({ scope }) => scope.text)])
}

/** Everything held, of the contexts, types and letters asked about. */
function held(grants: Grants): string[] {
  const asked = CONTEXTS.flatMap((context) =>
    TYPES.flatMap((type) => LETTERS.map((letter) => [context, type, letter] as [ScopeContext, string, Permission])),
  )
  return asked.filter((each) => grants.find(...each) !== undefined).map((each) => each.join(' '))
}

describe('what is held', () => {
  test.each<[string, string[], string, ScopeContext, string, Permission]>([
    ['the type and letter named', ['user/Patient.rs'], 'user/Patient.rs', 'user', 'Patient', 's'],
    ['v1 read is read and search', ['user/Patient.read'], 'user/Patient.read', 'user', 'Patient', 's'],
    ['v1 write is create, update, delete', ['user/Patient.write'], 'user/Patient.write', 'user', 'Patient', 'd'],
    ['every type by *', ['system/*.r'], 'system/*.r', 'system', 'Observation', 'r'],
    ['the type * by *', ['system/*.r'], 'system/*.r', 'system', '*', 'r'],
    ['the scope of the type goes before *', ['user/*.rs', 'user/Patient.r'], 'user/Patient.r', 'user', 'Patient', 'r'],
    ['* where the type lacks the letter', ['user/*.rs', 'user/Patient.r'], 'user/*.rs', 'user', 'Patient', 's'],
    ['a union of v1 and v2', ['user/Patient.read', 'user/Patient.u'], 'user/Patient.u', 'user', 'Patient', 'u'],
    ['a union of contexts', ['user/Patient.r', 'system/Patient.s'], 'system/Patient.s', 'system', 'Patient', 's'],
  ])('%s', (_, scopes, by, context, type, letter) => {
    expect(grant(...scopes).find(context, type, letter)?.scope.text).toBe(by)
  })
})

test.each([
  'AuditEvent',
  'Permission',
  'SearchParameter',
  'CompartmentDefinition',
  'OperationDefinition',
  'StructureDefinition',
])('what is written of a %s needs a scope that names it', (type) => {
  const [all, named] = [grant('system/*.cruds', 'user/*.*'), grant(`system/${type}.cruds`)]
  for (const letter of LETTERS) {
    const isWrite = letter !== 'r' && letter !== 's'
    expect([letter, all.find('system', type, letter) !== undefined]).toEqual([letter, !isWrite])
    expect([letter, all.find('user', type, letter) !== undefined]).toEqual([letter, !isWrite])
    expect([letter, named.find('system', type, letter) !== undefined]).toEqual([letter, type !== 'Permission'])
    expect(all.find('system', 'Observation', letter)).toBeDefined()
  }
})

test('of granular scopes, that of the type goes before *, and all of them count', () => {
  const granular = grant('user/*.rs?_tag=a', 'user/Observation.r?_tag=b', 'user/Observation.rs?_tag=c')
  const texts = granular.all('user', 'Observation', 'r').map(({ scope }) => scope.text)
  expect(texts).toEqual(['user/Observation.r?_tag=b', 'user/Observation.rs?_tag=c', 'user/*.rs?_tag=a'])
  expect(granular.all('user', 'Observation', 's')).toHaveLength(2)
  expect(granular.all('user', 'Observation', 'c')).toEqual([])
})

describe('how far the scopes of a user reach', () => {
  const own = createReferenceReader(['https://fhir.example.org/fhir'])
  const patients = (context: LaunchContext) => {
    const grants = grantsOf(['patient/*.rs', 'user/*.rs', 'system/*.rs'], context, definitions, own)
    return CONTEXTS.map((each) => (grants.byContext.has(each) ? (patientOf(grants, each) ?? 'any') : 'none'))
  }

  test.each<[LaunchContext, readonly string[]]>([
    [{}, ['none', 'any', 'any']],
    [{ patient: 'p1' }, ['p1', 'any', 'any']],
    [{ fhirUser: 'Patient/p2' }, ['none', 'p2', 'any']],
    [{ patient: 'p1', fhirUser: 'Patient/p2' }, ['p1', 'p2', 'any']],
    [{ fhirUser: 'https://fhir.example.org/fhir/Patient/p2' }, ['none', 'p2', 'any']],
    [{ fhirUser: 'https://fhir.example.org/fhir/Patient/p2/_history/1' }, ['none', 'p2', 'any']],
    [{ fhirUser: 'https://elsewhere.example.org/fhir/Patient/p2' }, ['none', 'none', 'any']],
    [{ patient: 'p1', fhirUser: 'https://elsewhere.example.org/fhir/Patient/p2' }, ['p1', 'p1', 'any']],
    [{ fhirUser: 'patient/p2' }, ['none', 'none', 'any']],
    [{ fhirUser: '/Patient/p2' }, ['none', 'none', 'any']],
    [{ fhirUser: 'RelatedPerson/r1' }, ['none', 'none', 'any']],
    [{ patient: 'p1', fhirUser: 'RelatedPerson/r1' }, ['p1', 'p1', 'any']],
    [{ patient: 'p1', fhirUser: 'https://fhir.example.org/fhir/RelatedPerson/r1' }, ['p1', 'p1', 'any']],
    [{ patient: 'p1', fhirUser: 'Practitioner/d1' }, ['p1', 'any', 'any']],
    [{ fhirUser: 'PractitionerRole/d1' }, ['none', 'any', 'any']],
    [{ fhirUser: 'Person/x' }, ['none', 'any', 'any']],
  ])('%j', (context, expected) => {
    expect(patients(context)).toEqual(expected)
  })

  test('a scope that reaches nobody is told as one', () => {
    const { inert } = grantsOf(['user/*.rs', 'system/*.rs'], { fhirUser: 'RelatedPerson/r1' }, definitions)
    expect(inert).toEqual([{ text: 'user/*.rs', why: 'no-patient-context' }])
  })

  test('the fingerprint tells users apart by their records', () => {
    const print = (context: LaunchContext) => grantsOf(['user/*.rs'], context, definitions).fingerprint
    const users: readonly LaunchContext[] = [
      {},
      { fhirUser: 'Patient/p1' },
      { fhirUser: 'Patient/p2' },
      { fhirUser: 'RelatedPerson/r1' },
    ]
    expect(new Set(users.map(print)).size).toBe(users.length)
    expect(print({ fhirUser: 'Practitioner/d1' })).toBe(print({ fhirUser: 'Practitioner/d2' }))
  })
})

test('the fingerprint is the same for the same scopes and launch patient, and for nothing else', () => {
  const print = (scopes: string[], patient?: string) => grantsOf(scopes, { patient }, definitions).fingerprint
  expect(print(['user/*.rs', 'openid'], 'p1')).toBe(print(['openid', 'user/*.rs', 'openid'], 'p1'))
  const all = [
    print(['user/*.rs'], 'p1'),
    print(['user/*.rs'], 'p2'),
    print(['user/*.rs']),
    print(['user/*.r'], 'p1'),
    print(['user/*.rs', 'openid'], 'p1'),
    print([], 'p1'),
  ]
  expect(new Set(all).size).toBe(all.length)
})

describe('what is not held', () => {
  test.each<[string, string[], ScopeContext, string, Permission]>([
    ['nothing without scopes', [], 'user', 'Patient', 'r'],
    ['another letter', ['user/Patient.r'], 'user', 'Patient', 's'],
    ['reading by v1 write', ['user/Patient.write'], 'user', 'Patient', 'r'],
    ['searching by v1 write', ['user/Patient.write'], 'user', 'Patient', 's'],
    ['another type', ['user/Patient.rs'], 'user', 'Observation', 'r'],
    ['a type that only begins alike', ['user/Medication.rs'], 'user', 'MedicationRequest', 'r'],
    ['another context', ['user/Patient.rs'], 'system', 'Patient', 'r'],
    ['a letter of another context', ['user/Patient.r', 'system/Patient.s'], 'user', 'Patient', 's'],
    ['every type by one type', ['user/Patient.rs'], 'user', '*', 'r'],
    ['what the patient context grants, as user', ['patient/*.cruds'], 'user', 'Patient', 'r'],
    [
      'what a granular scope that cannot be evaluated grants',
      ['user/Observation.rs?date=ap2020'],
      'user',
      'Observation',
      'r',
    ],
    ['what a text with two scopes says', ['user/Patient.r user/Patient.s'], 'user', 'Patient', 'r'],
  ])('%s', (_, scopes, context, type, letter) => {
    expect(grant(...scopes).find(context, type, letter)).toBeUndefined()
  })
})

describe('what grants nothing is reported, with why', () => {
  test.each([
    ['user/Observation.rs?date=ap2020', 'constraint-not-evaluable'],
    ['patient/Observation.rs?_sort=date', 'constraint-not-evaluable'],
    ['patient/*.rs?category=a', 'constraint-not-evaluable'],
    ['user/Unknown.rs', 'unknown-type'],
    ['user/Patient.sr', 'malformed'],
    ['openid', 'not-a-resource-scope'],
  ])('%s: %s', (text, why) => {
    expect(grant(text, 'user/Patient.r').inert).toEqual([{ text, why }])
  })

  test('a list that is too long, all of it', () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => `openid${i}`)
    expect(held(grant(...many(999), 'user/Patient.r'))).toEqual(['user Patient r'])
    const grants = grant(...many(1000), 'user/Patient.r')
    expect(held(grants)).toEqual([])
    expect(grants.inert).toHaveLength(1000)
    expect(new Set(grants.inert.map(({ why }) => why))).toEqual(new Set(['malformed']))
  })
})

describe('properties', () => {
  const enforced = granting.map(([text]) => text).filter((text) => !text.startsWith('patient/'))
  const worthless = [...constrained.map(([text]) => text), ...otherScopes, ...unknownTypes, ...malformedScopes]
  const scopes = fc.array(fc.constantFrom(...enforced, ...worthless), { maxLength: 12 })

  test('more scopes never mean less access', () => {
    fc.assert(
      fc.property(scopes, scopes, (some, more) => {
        const all = new Set(held(grant(...some, ...more)))
        for (const each of [...held(grant(...some)), ...held(grant(...more))]) expect(all).toContain(each)
      }),
    )
  })

  test('order and repetition make no difference', () => {
    const shuffled = scopes.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 })),
    )
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        const [a, b] = [grant(...one), grant(...other)]
        expect(b.inert).toEqual(a.inert)
        expect(textsOf(b)).toEqual(textsOf(a))
        expect(b.fingerprint).toBe(a.fingerprint)
        expect(held(b)).toEqual(held(a))
      }),
    )
  })

  test('a union is the sum of its letters', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CONTEXTS), fc.subarray([...LETTERS], { minLength: 1 }), (context, letters) => {
        const together = grant(writeScope(context, 'Patient', new Set(letters)))
        const apart = grant(...letters.map((letter) => `${context}/Patient.${letter}`))
        expect(held(together)).toEqual(held(apart))
      }),
    )
  })

  test.each([
    ['read', 'rs'],
    ['write', 'cud'],
    ['*', 'cruds'],
  ])('v1 .%s is v2 .%s', (v1, v2) => {
    for (const type of ['Patient', '*']) {
      expect(held(grant(`user/${type}.${v1}`))).toEqual(held(grant(`user/${type}.${v2}`)))
      expect(held(grant(`user/${type}.${v1}`))).not.toEqual([])
    }
  })

  test('what is not exactly a scope never grants', () => {
    const exact =
      /^(http:\/\/smarthealthit\.org\/fhir\/scopes\/)?(patient|user|system)\/(\*|[A-Z][A-Za-z]+)\.(read|write|\*|c?r?u?d?s?)(?<!\.)(\?[A-Za-z_-]+=[^ ]+)?$/
    const edited = fc
      .tuple(
        fc.constantFrom(...enforced, ...worthless),
        fc.nat(60),
        fc.nat(3),
        fc.string({ unit: 'binary', maxLength: 3 }),
      )
      .map(([text, at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut))
    fc.assert(
      fc.property(fc.oneof(edited, fc.string({ unit: 'binary' })), (text) => {
        if (held(grant(text)).length > 0) expect(text).toMatch(exact)
      }),
      { numRuns: 5000 },
    )
  })
})

describe('reach', () => {
  const reach = (grants: Grants, context: ScopeContext) =>
    grants.all(context, 'Observation', 's').map(({ scope, patient, constraint }) => ({
      scope: scope.text,
      patient,
      constrained: constraint !== undefined,
    }))

  test('a patient scope reaches its patient, and another context does not borrow that', () => {
    const grants = grant('patient/Observation.rs', 'user/Observation.rs')
    expect(reach(grants, 'patient')).toEqual([{ scope: 'patient/Observation.rs', patient: 'p1', constrained: false }])
    expect(reach(grants, 'user')).toEqual([{ scope: 'user/Observation.rs', patient: undefined, constrained: false }])
  })

  test.each([undefined, '', 'Patient/p1', 'p1/..', 'a b'])(
    'without a valid patient (%j) patient scopes grant nothing',
    (patient) => {
      const grants = grantsOf(['patient/*.cruds'], { patient }, definitions)
      expect(held(grants)).toEqual([])
      expect(grants.inert).toEqual([{ text: 'patient/*.cruds', why: 'no-patient-context' }])
    },
  )

  test('several granular scopes hold together, an unconstrained one makes them needless', () => {
    const granular = ['patient/Observation.rs?category=a', 'patient/Observation.rs?category=b']
    expect(reach(grant(...granular), 'patient')).toHaveLength(2)
    expect(reach(grant(...granular, 'patient/Observation.s'), 'patient')).toEqual([
      { scope: 'patient/Observation.s', patient: 'p1', constrained: false },
    ])
  })

  test('constraints read absolute references where they are told which are our own', () => {
    const read = createReferenceReader(['https://fhir.example.org/fhir'])
    const scopes = ['user/Observation.r?encounter=Encounter/e1']
    const fits = (reference: string, reader?: ReferenceReader) =>
      grantsOf(scopes, {}, definitions, reader)
        .find('user', 'Observation', 'r')
        ?.constraint?.('Observation')
        ?.matches({ resourceType: 'Observation', encounter: { reference } })
    expect(fits('https://fhir.example.org/fhir/Encounter/e1', read)).toBe(true)
    expect(fits('https://fhir.example.org/fhir/Encounter/e2', read)).toBe(false)
    expect(fits('https://other.example.org/fhir/Encounter/e1', read)).toBe(false)
    expect(fits('https://fhir.example.org/fhir/Encounter/e1')).toBe(false)
    expect(fits('Encounter/e1')).toBe(true)
  })
})
