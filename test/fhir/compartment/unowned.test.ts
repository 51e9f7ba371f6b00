import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mayListSubjects } from '../../../src/fhir/compartment/subject.ts'
import { closedMembers, unownedGroups } from '../../../src/fhir/compartment/unowned.ts'
import type { FhirVersion } from '../../../src/fhir/definitions/definitions.ts'
import { known, members, versions } from './versions.ts'

const listed = unownedGroups.flatMap(({ types }) => types)

test('no type is listed twice', () => {
  expect(listed.filter((type, at) => listed.indexOf(type) !== at)).toEqual([])
})

test('everything listed is a type outside the compartment of some version', () => {
  const outside = versions.flatMap((version) => {
    const here = known(version)
    return [...here.definitions.resourceTypes].filter((type) => !members(here).includes(type))
  })
  expect(listed.filter((type) => !outside.includes(type))).toEqual([])
})

describe.each(versions)('%s', (version) => {
  const here = known(version)
  const { definitions, compartment } = here

  test('every type outside the compartment is listed, or is Device', () => {
    const outside = [...definitions.resourceTypes].filter((type) => !members(here).includes(type))
    expect(outside.filter((type) => !listed.includes(type))).toEqual(['Device'])
  })

  test('every type has a kind, and only shared ones are nobody’s', () => {
    for (const type of definitions.resourceTypes) {
      const { kind, isShared } = compartment.rule(type)!
      expect(isShared({ resourceType: type, patient: {} })).toBe(kind === 'shared')
    }
    expect(compartment.rule('Provenance')!.kind).toBe('by-target')
    expect(compartment.rule('Device')!.kind).toBe(version === 'R5' ? 'closed' : 'device')
  })

  test('nothing shared has a search parameter for its patient', () => {
    const shared = [...definitions.resourceTypes].filter((type) => compartment.rule(type)!.kind === 'shared')
    expect(shared.filter((type) => definitions.searchParameter(type, 'patient') !== undefined)).toEqual([])
  })

  test('closed members are members', () => {
    expect([...closedMembers.keys()].filter((type) => !members(here).includes(type))).toEqual([])
  })
})

describe.each<[FhirVersion, string]>([
  ['R4B', 'hl7.fhir.r4b.core'],
  ['R5', 'hl7.fhir.r5.core'],
])('%s: lists of subjects are those of the specification', (version, name) => {
  const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
  const here = known(version)
  const subjects = new Map(
    members(here).flatMap((type) => {
      const code = here.definitions
        .compartmentParameters('Patient', type)
        .find((parameter) => ['patient', 'subject', 'beneficiary', 'individual'].includes(parameter))
      const path = code && /^[A-Za-z]+\.[A-Za-z]+/.exec(here.definitions.searchParameter(type, code)!.expression!)?.[0]
      return path ? [[type, path] as const] : []
    }),
  )

  test.each([...subjects].filter(([type]) => here.compartment.rule(type)!.kind === 'compartment'))(
    '%s',
    (type, path) => {
      const file = readdirSync(folder).find((each) => each === `StructureDefinition-${type}.json`)!
      const { snapshot } = JSON.parse(readFileSync(join(folder, file), 'utf8'))
      const { max } = snapshot.element.find((element: { path: string }) => element.path === path)
      expect(mayListSubjects(version, type)).toBe(max !== '1')
    },
  )
})
