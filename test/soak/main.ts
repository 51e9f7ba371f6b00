/**
 * `npm run soak -- --minutes 30`: mixed traffic on one gateway, with reloads and moments in which the FHIR server is broken.
 * Fails when an answer is wrong, the process ends, or memory, handles or open files rise.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sampleData } from '../../demo/data/sample-data.ts'
import { startFhirServer } from '../../demo/fhir-server/start.ts'
import { startIssuer } from '../../demo/issuer/issuer.ts'
import { freePort } from '../fixtures/gateway.ts'
import { memoryOf, startGatewayProcess } from '../fixtures/gateway-process.ts'
import { liveHeapOf } from './live-heap.ts'
import { startTraffic } from './traffic.ts'
import { type Reading, trendsOf } from './trend.ts'

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '5' } } })
const MINUTE = 60_000
const length = Number(values.minutes) * MINUTE
if (!(length > 0)) throw new Error('--minutes: a number above 0')
/** Milliseconds between two readings, two reloads, and two broken moments; how long the last are, with what comes after. */
const EVERY = { reading: 5000, reload: 20_000, broken: 15_000 }
const BROKEN = { for: 300, after: 5000 }

const [port, adminPort, inspectorPort] = [await freePort(), await freePort(), await freePort()]
const base = `http://127.0.0.1:${port}/fhir`
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-soak-'))
const policy = join(folder, 'policy.yaml')
const writePolicy = (round: number) =>
  writeFileSync(
    policy,
    `apiVersion: gatehouse/v1\nkind: Policy\nrules:\n  - { id: everything-${round % 2}, effect: permit, match: {} }\n`,
  )
writePolicy(0)
const written = { resourceType: 'Basic', id: 'soak' }
const fhir = await startFhirServer({ data: [...sampleData('R4'), written] })
const issuer = await startIssuer({ audience: base, lifetime: 7200 })
const gateway = await startGatewayProcess({
  port,
  upstreamUrl: fhir.url,
  issuer: issuer.issuer,
  node: [`--inspect=127.0.0.1:${inspectorPort}`],
  sections: { admin: { listen: { host: '127.0.0.1', port: adminPort } }, policy },
})

const liveHeap = await liveHeapOf(inspectorPort)

async function reading(at: number): Promise<Reading> {
  const text = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text()
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
  return {
    at: at / MINUTE,
    heap: await liveHeap.read(),
    rss: memoryOf(gateway.pid, 'VmRSS'),
    handles: value('nodejs_active_handles_total'),
    files: value('process_open_fds'),
  }
}

const traffic = await startTraffic(base, issuer)
const readings: Reading[] = []
const since = performance.now()
const elapsed = () => performance.now() - since

async function every(milliseconds: number, act: (round: number) => unknown): Promise<void> {
  for (let round = 1; elapsed() < length; round++) {
    await act(round)
    await pause(Math.min(milliseconds, Math.max(0, length - elapsed())))
  }
}
async function breakFhir(): Promise<void> {
  traffic.allowBroken(true)
  fhir.misbehave({ reset: true })
  await pause(BROKEN.for)
  fhir.misbehave({})
  await pause(BROKEN.after)
  traffic.allowBroken(false)
}

try {
  await Promise.all([
    every(EVERY.reading, async () => {
      readings.push(await reading(elapsed()))
      fhir.requests.length = 0
    }),
    every(EVERY.reload, (round) => {
      writePolicy(round)
      process.kill(gateway.pid, 'SIGHUP')
    }),
    every(EVERY.broken, breakFhir),
  ])
  await traffic.stop()
  const trends = trendsOf(readings)
  console.table(Object.fromEntries(traffic.told))
  console.table(trends)
  for (const wrong of new Set(traffic.wrong)) console.error(`wrong answer: ${wrong}`)
  process.exitCode = traffic.wrong.length === 0 && trends.every(({ isFlat }) => isFlat) ? 0 : 1
} finally {
  liveHeap.close()
  await Promise.all([gateway.stop(), fhir.stop(), issuer.stop()])
  rmSync(folder, { recursive: true })
}
