import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as expected from './expected.ts'
import { interact, type Row } from './outcomes.ts'
import { owned } from './resources.ts'
import { type CompartmentRoad, startCompartmentRoad } from './road.ts'
import { specialRows } from './special.ts'
import { ownedTypes, sharedTypes } from './table.ts'

describe.each(['R4', 'R4B', 'R5'] as const)('%s', (version) => {
  let road: CompartmentRoad
  beforeAll(async () => {
    road = await startCompartmentRoad(version)
  })
  afterAll(() => road.stop())

  const rows = ownedTypes(version)
  const special = new Set(['Patient', 'Provenance', ...(version === 'R5' ? [] : ['Device'])])

  test('what is included belongs to the patient', async () => {
    const found: Record<string, unknown> = {}
    for (const { type, parameter } of rows) {
      const forward = await road.ask('GET', `/${type}?_include=${type}:${parameter}:Patient`)
      const reverse = await road.ask('GET', `/Patient?_revinclude=${type}:${parameter}`)
      found[type] = [forward, reverse].map(({ body }) => body?.entry?.map(({ resource }) => resource?.id).sort())
    }
    expect(found).toEqual(
      Object.fromEntries(
        rows.map(({ type }) => [
          type,
          [
            ['own', 'p01'],
            ['own', 'p01'],
          ],
        ]),
      ),
    )
  })

  test('of another patient nothing is told, and nothing is written', async () => {
    const table = rows.map((row) => ({ type: row.type, id: 'foreign', content: owned(row, 'p02') }))
    expect(await outcomes(table)).toEqual(each(table, () => expected.foreign))
  })

  test('of the own record everything can be read and changed', async () => {
    const table = rows.map((row) => ({ type: row.type, id: 'own', content: owned(row, 'p01') }))
    expect(await outcomes(table)).toEqual(each(table, () => expected.own))
  })

  test('what is nobody’s is read by all or by none, and never written', async () => {
    const named = new Set(rows.map(({ type }) => type))
    const nobodys = [...road.types].filter((type) => !named.has(type) && !special.has(type))
    const contentOf = (type: string) => (type === 'Subscription' ? { criteria: 'Observation' } : {})
    const table = nobodys.map((type) => ({ type, id: 'some', content: contentOf(type) }))
    expect(await outcomes(table)).toEqual(
      each(table, (type) => {
        if (type === 'Binary' || type === 'Subscription') return expected.unpatchable
        return sharedTypes.has(type) ? expected.shared : expected.closed
      }),
    )
  })

  test.each(specialRows(version))('$type/$id', async ({ outcome, ...row }) => {
    expect(await interact(road, row)).toEqual(outcome)
  })

  async function outcomes(table: readonly Row[]) {
    const found: Record<string, unknown> = {}
    for (const row of table) found[row.type] = await interact(road, row)
    return found
  }
})

function each(table: readonly Row[], outcome: (type: string) => unknown) {
  return Object.fromEntries(table.map(({ type }) => [type, outcome(type)]))
}
