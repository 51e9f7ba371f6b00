import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Issuer, startIssuer } from '../../demo/issuer/issuer.ts'
import { freePort } from '../fixtures/gateway.ts'
import { forgetPeak, memoryOf, type Program, startGatewayProcess, startProgram } from '../fixtures/gateway-process.ts'
import { bigResource, FOREIGN, isOwn } from './big-resources.ts'

const MEBIBYTE = 1024 * 1024
/** What the gateway may take beyond what it has when nothing happens, whatever the size of an answer. */
const ROOM = 64 * MEBIBYTE

let upstream: Program
let gateway: Program
let issuer: Issuer
let base: string
let token: string
let idle: number

beforeAll(async () => {
  const port = await freePort()
  base = `http://127.0.0.1:${port}/fhir`
  issuer = await startIssuer({ audience: base, lifetime: 3600 })
  upstream = await startProgram('test/e2e/big-upstream.ts')
  gateway = await startGatewayProcess({ port, upstreamUrl: upstream.ready, issuer: issuer.issuer })
  token = await issuer.mint({ scope: 'patient/*.rs', patient: 'p01' })
  await take(await ask('0'))
  idle = memoryOf(gateway.pid, 'VmRSS')
})

afterAll(async () => {
  await gateway?.stop()
  await upstream?.stop()
  await issuer?.stop()
})

/** Searches as the app of patient p01. */
async function ask(size: string): Promise<IncomingMessage> {
  const request = get(`${base}/Observation?code=${size}`, { headers: { authorization: `Bearer ${token}` } })
  const [response] = await once(request, 'response')
  return response
}

async function take(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Bytes that the upstream has made of its answer once it makes no more. */
async function standstill(): Promise<number> {
  for (let before = -1; ; ) {
    const sent = Number(await (await fetch(new URL('/sent', upstream.ready))).text())
    if (sent === before) return sent
    before = sent
    await pause(200)
  }
}

/** Requires every own resource, as the very bytes that were sent and in their order, with nothing of others between. */
function expectOwnOnly(body: Buffer): number {
  expect(body.includes(FOREIGN)).toBe(false)
  const around = new Set<string>()
  let [at, count] = [0, 0]
  for (let index = 0; at < body.length; index++) {
    if (!isOwn(index)) continue
    const resource = Buffer.from(JSON.stringify(bigResource(index)))
    const start = body.indexOf(resource, at)
    if (start < 0) break
    around.add(body.toString('latin1', at, start).replace(/own-\d+/, 'own-N'))
    at = start + resource.length
    count++
  }
  around.add(body.toString('latin1', at))
  const before = `{"fullUrl":"${base}/Observation/own-N","resource":`
  const after = ',"search":{"mode":"match"}}'
  expect([...around]).toEqual([
    `{"resourceType":"Bundle","type":"searchset","entry":[${before}`,
    `${after},${before}`,
    `${after}]}`,
  ])
  return count
}

describe('a searchset larger than the memory it may take', () => {
  test('100 MB pass filtered, byte for byte, within 64 MiB', async () => {
    forgetPeak(gateway.pid)
    const body = await take(await ask('100'))
    const peak = memoryOf(gateway.pid, 'VmHWM')
    expect(body.length).toBeGreaterThan(40e6)
    expect(expectOwnOnly(body)).toBeGreaterThan(10_000)
    expect((peak - idle) / MEBIBYTE).toBeLessThan(ROOM / MEBIBYTE)
  })

  test('a reader that stops holds the upstream back, and gets all of it later', async () => {
    const response = await ask('160')
    // The kernel keeps up to 36 MB of each connection (Linux 6.18), and half of what comes in goes out.
    expect(await standstill()).toBeLessThan(120e6)
    expect((memoryOf(gateway.pid, 'VmRSS') - idle) / MEBIBYTE).toBeLessThan(ROOM / MEBIBYTE)
    const body = await take(response)
    expect(expectOwnOnly(body)).toBeGreaterThan(16_000)
  })

  test('an answer that the upstream breaks off ends as broken, never as whole', async () => {
    const response = await ask('cut')
    expect(response.statusCode).toBe(200)
    let seen = 0
    const reading = (async () => {
      for await (const chunk of response) {
        expect((chunk as Buffer).includes(FOREIGN)).toBe(false)
        seen += (chunk as Buffer).length
      }
    })()
    await expect(reading).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(seen).toBeGreaterThan(1e6)
  })
})
