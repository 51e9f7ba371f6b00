import { afterAll, beforeAll, describe, test } from 'vitest'
import { type Attack, holdsAgainst } from './attack.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld('R5')
})
afterAll(() => world.stop())

const refused: readonly Attack[] = [
  'Observation?_in=Group/cohort',
  'Patient?_in=Group/cohort',
  'Patient?_in=x-list',
  'Practitioner?_in=List/x-list',
  'Medication?_in=List/x-list',
  'Observation?subject:in=Group/cohort',
  'Observation?subject:not-in=Group/cohort',
  'Appointment?subject:Patient.name=x',
  'Appointment?actor:Patient.name=x',
  'Account?subject:Patient.name=x',
  'List?subject:Patient.name=x',
  'Composition?subject:Patient.name=x',
  'Observation?focus:Patient.name=x',
  'Encounter?participant:Patient.name=x',
  'Patient?_has:Task:owner:status=x',
].map((query) => ({ send: `GET /${query}`, status: 403, received: 'none' }))

const hidden: readonly Attack[] = [
  ...['Device/x-device', 'Device/x-own-device', 'Person/x-person', 'Group/cohort', 'Bundle/x-bundle'].map((each) => ({
    send: `GET /${each}`,
    status: 404,
    received: 'none' as const,
  })),
  ...['Task/x-task', 'Basic/x-basic', 'Provenance/x-both', 'Communication/p12-about', 'Observation/x-performed'].map(
    (each) => ({ send: `GET /${each}`, status: 404 }),
  ),
  ...['Task/x-task?_elements=owner', 'Observation/x-performed?_elements=performer'].map((each) => ({
    send: `GET /${each}`,
    status: 404,
  })),
]

describe('R5', () => {
  test.each(refused)('$send', (each) => holdsAgainst(world, each))
  test.each(hidden)('$send', (each) => holdsAgainst(world, each))
})
