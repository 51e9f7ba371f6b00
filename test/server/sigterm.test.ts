import { expect, test } from 'vitest'
import { startBehind, startWorkers } from '../workers/fixtures/gateway.ts'
import { startLoad, tally } from '../workers/fixtures/load.ts'

const CONNECTIONS = 8

test('SIGTERM under load to a single process: no answer that has begun is cut, and it ends with 0', async () => {
  const behind = await startBehind()
  const gateway = await startWorkers(behind.configuration({ workers: 1 }))
  behind.fhir.misbehave({ headDelay: 30 })
  const load = startLoad(`${behind.base}/Patient/p01`, await behind.token('app'), CONNECTIONS)
  await expect.poll(() => load.told.length).toBeGreaterThan(50)
  process.kill(gateway.pid, 'SIGTERM')
  expect(await gateway.ended).toBe(0)
  // A request may cross the end of its connection on the way: then nothing of an answer was sent.
  const { 200: answered = 0, refused = 0, lost = 0, ...others } = tally(await load.stop())
  expect(others).toEqual({})
  expect(answered).toBeGreaterThan(50)
  expect(lost).toBeLessThan(CONNECTIONS)
  expect(refused).toBe(CONNECTIONS)
  expect(gateway.said('stopped')).toHaveLength(1)
  await gateway.stop()
  await behind.stop()
})
