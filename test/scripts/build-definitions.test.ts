import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compartmentsOf } from '../../scripts/build-definitions/compartments.ts'
import { operationsOf } from '../../scripts/build-definitions/operations.ts'
import { render } from '../../scripts/build-definitions/render.ts'
import { resourceTypesOf } from '../../scripts/build-definitions/resource-types.ts'
import { compileTable } from '../../scripts/build-definitions/table.ts'

describe.each(['R4', 'R4B', 'R5'] as const)('%s', (version) => {
  const committed = readFileSync(
    new URL(`../../src/fhir/definitions/${version.toLowerCase()}.json`, import.meta.url),
    'utf8',
  )

  test('the committed table is what its source compiles to', () => {
    expect(render(compileTable(version)) === committed).toBe(true)
  })

  test('is small', () => {
    expect(committed.length).toBeLessThan(400_000)
  })

  test('every set of targets is used once and every row points at one', () => {
    const { targets, common, parameters, references } = JSON.parse(committed)
    const rows = [...common, ...Object.values(parameters).flat(), ...Object.values(references).flat()]
    const used = new Set(rows.map((row: [string, string, number]) => row[2]))
    expect([...used].sort((a, b) => a - b)).toEqual(targets.map((_: unknown, at: number) => at))
    expect(new Set(targets.map((set: string[]) => set.join())).size).toBe(targets.length)
  })
})

describe('resource types', () => {
  const structure = (type: string, more = {}) => ({
    resourceType: 'StructureDefinition' as const,
    id: type,
    version: '1',
    type,
    kind: 'resource',
    abstract: false,
    derivation: 'specialization',
    snapshot: { element: [] },
    ...more,
  })
  const types = resourceTypesOf([
    structure('Patient'),
    structure('Group'),
    structure('Parameters'),
    structure('Resource', { abstract: true }),
    structure('Patient', { id: 'a-profile', derivation: 'constraint' }),
    structure('HumanName', { kind: 'complex-type' }),
  ])

  test('are the concrete ones, sorted, without profiles and data types', () => {
    expect(types.concrete).toEqual(['Group', 'Parameters', 'Patient'])
  })

  test.each([
    [['Patient'], ['Patient']],
    [['Patient', 'Group'], ['*']],
    [['Patient', 'Robot'], ['Patient']],
    [['Resource'], ['*']],
    [['Robot'], []],
    [[], []],
  ])('%j expands to %j', (named, expanded) => {
    expect(types.expand(named)).toEqual(expanded)
  })
})

test('a compartment that is not defined stops the build', () => {
  expect(() => compartmentsOf([])).toThrow('no CompartmentDefinition for Patient')
})

test('an operation that nobody says to be free of effects is taken to have some', () => {
  const source = {
    resourceType: 'OperationDefinition',
    version: '1',
    kind: 'operation',
    system: true,
    type: false,
    instance: false,
  } as const
  const [known, unknown] = operationsOf(
    [
      { ...source, id: 'a', code: 'a' },
      { ...source, id: 'b', code: 'b' },
    ],
    [{ ...source, id: 'a', code: 'a', affectsState: false }],
    resourceTypesOf([]),
  )
  expect(known?.affectsState).toBe(false)
  expect(unknown?.affectsState).toBe(true)
})
