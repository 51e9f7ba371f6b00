import { describe, expect, test } from 'vitest'
import { patientCompartment } from '../../../src/fhir/compartment/membership.ts'
import type { OwnershipOverride } from '../../../src/fhir/compartment/ownership.ts'
import { closedMembers } from '../../../src/fhir/compartment/unowned.ts'
import type { FhirVersion } from '../../../src/fhir/definitions/definitions.ts'
import { known, members, ownBase, versions } from './versions.ts'

const me = { reference: 'Patient/me' }
const other = { reference: 'Patient/other' }

function owners(version: FhirVersion, resource: { resourceType: string } & Record<string, unknown>) {
  return known(version).compartment.rule(resource.resourceType)!.ownersOf(resource)
}

/** A resource that holds `value` at the end of a parameter's first path. */
function resourceAt(type: string, expression: string, value: unknown): Record<string, unknown> {
  const path = expression
    .split(' | ')[0]!
    .replace(/^\(|\)$/g, '')
    .replace(/\.where\(.*$/, '')
    .replace(/( as |\.ofType\()Reference\)?/, 'Reference')
    .split('.')
    .slice(1)
  const held = path.reduceRight((inner: unknown, name) => ({ [name]: inner }), value)
  return { resourceType: type, id: 'x', ...(held as object) }
}

describe.each(versions)('%s', (version) => {
  const here = known(version)
  const { definitions, compartment } = here
  const open = patientCompartment(definitions, {
    ownBases: [ownBase],
    overrides: Object.fromEntries([...closedMembers.keys()].map((type) => [type, 'compartment' as const])),
  })
  const byParameter = members(here).flatMap((type) =>
    definitions
      .compartmentParameters('Patient', type)
      .filter((code) => type !== 'Patient' && type !== 'Provenance' && code !== '{def}')
      .map((code) => [type, code, definitions.searchParameter(type, code)!.expression!] as const),
  )

  test.each(byParameter)('%s by %s: own, foreign, unowned', (type, _code, expression) => {
    const rule = open.rule(type)!
    expect(rule.kind).toBe('compartment')
    expect(rule.ownersOf(resourceAt(type, expression, me))).toEqual(['me'])
    expect(rule.ownersOf(resourceAt(type, expression, other))).toEqual(['other'])
    for (const nobody of [undefined, null, 'Patient/me', [[me]], { ...me, resourceType: 'Reference' }]) {
      expect(rule.ownersOf(resourceAt(type, expression, nobody))).toEqual([])
    }
    for (const reference of ['#me', 'urn:uuid:1', 'https://elsewhere.example/Patient/me', 'Patient/', 'Group/me']) {
      expect(rule.ownersOf(resourceAt(type, expression, { reference, type: 'Patient' }))).toEqual([])
    }
    expect(rule.ownersOf(resourceAt(type, expression, { type: 'Patient', identifier: { value: 'me' } }))).toEqual([])
    expect(rule.ownersOf({ ...resourceAt(type, expression, me), resourceType: 'Other' })).toEqual([])
    expect(rule.isShared(resourceAt(type, expression, undefined))).toBe(false)
  })

  test('every member can be read, so none is closed but those that the table closes', () => {
    const closed = members(here).filter((type) => compartment.rule(type)!.kind === 'closed')
    expect(closed.sort()).toEqual([...closedMembers.keys()].sort())
  })

  test('a Patient is its own, and never that of whom it links to', () => {
    expect(owners(version, { resourceType: 'Patient', id: 'me', link: [{ other }] })).toEqual(['me'])
    expect(owners(version, { resourceType: 'Patient', link: [{ other: me }] })).toEqual([])
    for (const id of [7, null, ['me'], '..', 'a/b', ''])
      expect(owners(version, { resourceType: 'Patient', id })).toEqual([])
  })

  test('a type that does not exist has no rule', () => {
    for (const name of ['Patients', 'patient', '', 'toString', '__proto__']) {
      expect(compartment.rule(name)).toBeUndefined()
    }
  })
})

describe('only the parameters of the compartment confer membership', () => {
  test.each<[string, { resourceType: string } & Record<string, unknown>, string[]]>([
    ['Observation.focus', { resourceType: 'Observation', focus: [me] }, []],
    [
      'Observation.focus beside another subject',
      { resourceType: 'Observation', focus: [me], subject: other },
      ['other'],
    ],
    ['a contained Patient', { resourceType: 'Observation', contained: [{ resourceType: 'Patient', id: 'me' }] }, []],
    ['an extension', { resourceType: 'Observation', extension: [{ url: 'u', valueReference: me }] }, []],
    ['Encounter.participant', { resourceType: 'Encounter', participant: [{ individual: me }] }, []],
    ['Immunization.performer', { resourceType: 'Immunization', performer: [{ actor: me }] }, []],
    ['Composition.section.entry', { resourceType: 'Composition', section: [{ entry: [me] }] }, []],
    ['List.entry.item', { resourceType: 'List', entry: [{ item: me }] }, []],
  ])('%s', (_what, resource, expected) => {
    expect(owners('R4', resource)).toEqual(expected)
  })
})

describe('whom it is about decides', () => {
  test.each<[string, { resourceType: string } & Record<string, unknown>, string[]]>([
    ['both subjects of one who performs', { resourceType: 'Observation', subject: other, performer: [me] }, ['other']],
    [
      'a subject that is a Group',
      { resourceType: 'Observation', subject: { reference: 'Group/1' }, performer: [me] },
      [],
    ],
    [
      'a subject known by identifier only',
      { resourceType: 'Observation', subject: { identifier: {} }, performer: [me] },
      [],
    ],
    ['an empty subject', { resourceType: 'Observation', subject: {}, performer: [me] }, []],
    ['a subject of no shape', { resourceType: 'Observation', subject: null, performer: [me] }, []],
    ['no subject: who performs', { resourceType: 'Observation', performer: [me, other] }, ['me', 'other']],
    ['AllergyIntolerance.asserter', { resourceType: 'AllergyIntolerance', patient: other, asserter: me }, ['other']],
    ['Composition.author', { resourceType: 'Composition', subject: other, author: [me] }, ['other']],
    [
      'CarePlan for a Group',
      { resourceType: 'CarePlan', subject: { reference: 'Group/1' }, activity: [{ detail: { performer: [me] } }] },
      [],
    ],
    [
      'Coverage paid for another',
      { resourceType: 'Coverage', beneficiary: other, policyHolder: me, payor: [me] },
      ['other'],
    ],
    ['a message about another', { resourceType: 'Communication', subject: other, sender: me }, ['other']],
    ['a message about nobody', { resourceType: 'Communication', sender: me, recipient: [other] }, ['me', 'other']],
    [
      'two actors of an Appointment',
      { resourceType: 'Appointment', participant: [{ actor: me }, { actor: other }] },
      ['me', 'other'],
    ],
    ['an Account of two', { resourceType: 'Account', subject: [me, other, me] }, ['me', 'other']],
    ['a list where FHIR has one subject', { resourceType: 'Observation', subject: [me, other] }, []],
    ['the same, and a performer', { resourceType: 'Observation', subject: [me], performer: [me] }, []],
  ])('%s', (_what, resource, expected) => {
    expect(owners('R4', resource)).toEqual(expected)
  })

  test('unless every parameter of the CompartmentDefinition shall count', () => {
    const all = patientCompartment(known('R4').definitions, { ownBases: [], subjectOnly: false })
    const observation = { resourceType: 'Observation', subject: other, performer: [me] }
    expect(all.rule('Observation')!.ownersOf(observation)).toEqual(['other', 'me'])
  })

  test('R5 adds Task, whose owner is whom it is for', () => {
    expect(owners('R5', { resourceType: 'Task', for: me, focus: other })).toEqual(['me'])
    expect(owners('R5', { resourceType: 'Task', focus: me })).toEqual(['me'])
    expect(owners('R5', { resourceType: 'Task', requester: me, owner: me })).toEqual([])
    expect(owners('R4', { resourceType: 'Task', for: me, focus: me })).toEqual([])
  })
})

describe('Device', () => {
  const rule = known('R4').compartment.rule('Device')!

  test.each<[string, Record<string, unknown>, string[], boolean]>([
    ['of this patient', { patient: me }, ['me'], false],
    ['of another', { patient: other }, ['other'], false],
    ['of nobody', {}, [], true],
    ['of somebody known by identifier', { patient: { identifier: {} } }, [], false],
    ['of somebody elsewhere', { patient: { reference: 'https://elsewhere.example/Patient/me' } }, [], false],
    ['of no shape', { patient: null }, [], false],
    ['of several', { patient: [me] }, [], false],
  ])('%s', (_what, device, expected, shared) => {
    expect(rule.ownersOf({ resourceType: 'Device', ...device })).toEqual(expected)
    expect(rule.isShared({ resourceType: 'Device', ...device })).toBe(shared)
  })

  test('is shared only as what it is', () => {
    expect([rule.isShared({}), rule.isShared(null), rule.isShared({ resourceType: 'Patient' })]).toEqual([
      false,
      false,
      false,
    ])
  })
})

describe('what a site may say instead', () => {
  function kindWith(version: FhirVersion, type: string, to: OwnershipOverride) {
    const overrides = { [type]: to }
    return patientCompartment(known(version).definitions, { ownBases: [], overrides }).rule(type)?.kind
  }

  test.each<[FhirVersion, string, OwnershipOverride]>([
    ['R4', 'Observation', 'closed'],
    ['R4', 'Practitioner', 'closed'],
    ['R4', 'Provenance', 'closed'],
    ['R4', 'Device', 'closed'],
    ['R4', 'Binary', 'shared'],
    ['R5', 'Device', 'shared'],
    ['R4', 'Group', 'compartment'],
    ['R4', 'Observation', 'compartment'],
  ])('%s %s %s', (version, type, to) => {
    expect(kindWith(version, type, to)).toBe(to)
  })

  test.each<[FhirVersion, string, OwnershipOverride]>([
    ['R4', 'Observation', 'shared'],
    ['R4', 'Patient', 'shared'],
    ['R4', 'Group', 'shared'],
    ['R4', 'Provenance', 'shared'],
    ['R4', 'Provenance', 'compartment'],
    ['R4', 'Device', 'shared'],
    ['R4', 'Device', 'compartment'],
    ['R4', 'Practitioner', 'compartment'],
    ['R4', 'Task', 'compartment'],
    ['R5', 'Task', 'shared'],
    ['R4', 'Patients', 'closed'],
  ])('not: %s %s %s', (version, type, to) => {
    expect(() => kindWith(version, type, to)).toThrow(TypeError)
  })
})
