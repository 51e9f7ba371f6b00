import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DemoRoad, startDemoRoad } from './demo-road.ts'

let road: DemoRoad
let patient: string
beforeAll(async () => {
  road = await startDemoRoad()
  patient = await road.tokenFor('patient/*.cruds', { patient: 'p01' })
})
afterAll(() => road.stop())

const pointing = (...references: string[]) => ({
  resourceType: 'Basic',
  code: { text: 'x' },
  subject: { reference: 'Patient/p01' },
  extension: references.map((reference) => ({ url: 'urn:example:about', valueReference: { reference } })),
})
const many = (count: number) => Array.from({ length: count }, (_, at) => `Encounter/p01-enc${at}`)

describe('a record written for one patient', () => {
  test.each([
    ['its own records', ['Encounter/p01-enc1', 'Encounter/p01-enc2']],
    ['itself', ['Patient/p01']],
    ['nothing', []],
  ])('may point to %s', async (_, references) => {
    expect((await road.ask('POST', '/Basic', patient, { body: pointing(...references) })).status).toBe(201)
  })

  test.each([
    ['another’s record', ['Encounter/p02-enc1']],
    ['another’s record after its own', ['Encounter/p01-enc1', 'Encounter/p02-enc1']],
    ['a version of another’s record', ['Encounter/p02-enc1/_history/1']],
    ['a record that never was', ['Encounter/never']],
    ['a record of nobody that could be told', ['Task/never']],
    ['more than can be asked for', many(65)],
  ])('may not point to %s, and nothing is sent', async (_, references) => {
    const before = road.fhir.store.all('Basic').length
    const told = await road.ask('POST', '/Basic', patient, { body: pointing(...references) })
    expect([403, 404]).toContain(told.status)
    expect(road.fhir.store.all('Basic')).toHaveLength(before)
  })
})
