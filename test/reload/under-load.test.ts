import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LiveRoad, policyWith, startLiveRoad } from './live-road.ts'

/** Two policies that say something else at every place where one is asked: what is sent, what is redacted, how it is labelled. */
const kinds = {
  female: { redacted: 'birthDate', kept: 'telecom' },
  male: { redacted: 'telecom', kept: 'birthDate' },
} as const
type Kind = keyof typeof kinds

const policyOf = (kind: Kind) =>
  policyWith(
    `
- id: ${kind}-only
  effect: permit
  match: { resources: [Patient] }
  obligations:
    - narrow: { gender: ${kind} }
    - redact: { elements: [Patient.${kinds[kind].redacted}], style: remove }
    - addLabel: ['urn:policy|${kind}']`,
    `metadata: { name: ${kind} }`,
  )

interface Patient {
  readonly resourceType: string
  readonly gender: Kind
  readonly meta: { readonly security: readonly { readonly code: string }[] }
}

let road: LiveRoad
beforeAll(async () => {
  road = await startLiveRoad(policyOf('female'))
})
afterAll(() => road.stop())

/** The one policy that every part of an answer was made by; undefined when they differ. */
function madeBy(patients: readonly Patient[]): Kind | undefined {
  const [first] = patients
  const kind = first?.gender
  if (kind === undefined) return undefined
  const isWhole = patients.every(
    (patient) =>
      patient.gender === kind &&
      patient.meta.security.some(({ code }) => code === kind) &&
      !(kinds[kind].redacted in patient) &&
      kinds[kind].kept in patient,
  )
  return isWhole ? kind : undefined
}

test('a hundred reloads under load: no request fails, and none is answered by two policies', async () => {
  const token = await road.tokenFor('user/*.cruds')
  const told: { status: number; kind: Kind | undefined; narrowed: boolean }[] = []
  let isOver = false
  road.fhir.misbehave({ headDelay: 3 })

  async function load(): Promise<void> {
    while (!isOver) {
      const { status, text } = await road.ask('GET', '/Patient?_count=20', token)
      const { entry = [] } = JSON.parse(text) as { entry?: { resource: Patient }[] }
      const kind = madeBy(
        entry.map(({ resource }) => resource).filter(({ resourceType }) => resourceType === 'Patient'),
      )
      told.push({ status, kind, narrowed: entry.length > 1 })
    }
  }
  const loads = Array.from({ length: 6 }, load)
  for (let round = 1; round <= 100; round++) {
    const kind = round % 2 === 0 ? 'female' : 'male'
    road.write('policy.yaml', policyOf(kind))
    expect(await road.reload()).toMatchObject({ status: 200, json: { result: 'reloaded', needsRestart: [] } })
  }
  isOver = true
  await Promise.all(loads)

  expect(told.filter(({ status }) => status !== 200)).toEqual([])
  expect(told.filter(({ kind, narrowed }) => kind === undefined || !narrowed)).toEqual([])
  expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(['female', 'male']))
  expect(told.length).toBeGreaterThan(100)
  expect(await road.metric('config_reloads_total', 'result="success"')).toBe(100)
  expect(await road.metric('config_info')).toBe(1)
})
