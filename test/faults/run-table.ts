import { appendFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { startStopwatch } from '../fixtures/stopwatch.ts'
import type { Fault, FaultTable } from './fault.ts'
import { FORBIDDEN, type Hostile, hostiles } from './hostile.ts'
import type { Scene } from './world.ts'

/** Where honest callers go. */
const PERMITTED = '/Patient/p01'
/** Milliseconds within which everything is as before. */
const RECOVERY = 10_000
/** What a hostile caller may be told while something is broken: what it is told else, or that it cannot be decided. */
const TURNED_AWAY = [401, 403, 503]

interface Callers {
  readonly known: string
  fresh(): Promise<string> | string
  readonly hostile: readonly Hostile[]
}

/** Runs every row in a world of its own: healthy, broken, healthy again, and never more permitted than when healthy. */
export function runTable<Here extends Scene>(table: FaultTable<Here>): void {
  const rows = table.inTurn ? describe : describe.concurrent
  rows.each(table.faults.map((fault) => [fault.what, fault] as const))(`${table.dependency}: %s`, (_what, fault) => {
    test(`${fault.known} for known callers, ${fault.fresh ?? fault.known} for new ones`, async () => {
      const scene = await table.start()
      try {
        const recovered = await runRow(scene, fault, table.opaque === true)
        record({ dependency: table.dependency, ...fault, recovered })
      } finally {
        await scene.stop()
      }
    })
  })
}

async function runRow<Here extends Scene>(scene: Here, fault: Fault<Here>, opaque: boolean): Promise<number> {
  const mint = () => (opaque ? scene.mintOpaque() : scene.mint())
  const callers: Callers = { known: await mint(), fresh: mint, hostile: await hostiles(scene, opaque) }
  await healthy(scene, callers)
  await expectTurnedAway(scene, callers.hostile)

  await fault.begin(scene)
  const told = await askAll(scene, callers, 3)
  expect(told.known, 'of known callers').toEqual(Array(3).fill(fault.known))
  expect(told.fresh, 'of new callers').toEqual(Array(3).fill(fault.fresh ?? fault.known))
  await expectTurnedAway(scene, callers.hostile)
  expect((await fetch(`${scene.adminUrl}/livez`)).status).toBe(200)

  await fault.end(scene)
  const recovered = await healthy(scene, callers)
  await expectTurnedAway(scene, callers.hostile)
  return recovered
}

/** Waits until known and new callers are served. Milliseconds that it took. */
async function healthy(scene: Scene, callers: Callers): Promise<number> {
  const elapsed = startStopwatch()
  for (;;) {
    const { known, fresh } = await askAll(scene, callers, 1)
    const took = elapsed()
    if (known[0] === 200 && fresh[0] === 200) return took
    if (took > RECOVERY) throw new Error(`not healthy after ${RECOVERY} ms: known ${known}, fresh ${fresh}`)
    await pause(25)
  }
}

async function askAll(scene: Scene, { known, fresh }: Callers, times: number) {
  const ask = (token: string) => scene.ask(PERMITTED, token)
  const repeated = Array.from({ length: times })
  return {
    known: await Promise.all(repeated.map(() => ask(known))),
    fresh: await Promise.all(repeated.map(async () => ask(await fresh()))),
  }
}

async function expectTurnedAway(scene: Scene, callers: readonly Hostile[]): Promise<void> {
  const told = await Promise.all(
    callers.map(async ({ who, token }) => ({ who, status: await scene.ask(FORBIDDEN, token) })),
  )
  expect(told.filter(({ status }) => !TURNED_AWAY.includes(status))).toEqual([])
  expect(scene.fhir.requests.filter(({ url }) => url.includes('Condition'))).toEqual([])
}

function record(result: object): void {
  const file = process.env.GATEHOUSE_FAULTS_RESULTS
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(result)}\n`)
}
