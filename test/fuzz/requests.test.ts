import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { internalsMarker } from '../../demo/fhir-server/message.ts'
import { type AccessRecord, type Road, startRoad } from '../e2e/road.ts'
import { expectOwnHeaders } from '../e2e/upstream-view.ts'
import { type HttpMessage, headerOf } from '../fixtures/http-bytes.ts'
import { seed } from '../fixtures/seed.ts'
import { startStopwatch } from '../fixtures/stopwatch.ts'
import { expectCanonical } from './canonical.ts'
import { createKeepAliveClient, type KeepAliveClient } from './keep-alive.ts'
import { CANARY, type FuzzedRequest, fuzzedRequest } from './requests.ts'
import { SECRET, upstreamAnswers } from './upstream-answers.ts'

const runs = Number(process.env.GATEHOUSE_FUZZ_RUNS ?? 5000)

/** Scopes of the callers; undefined = no token. Only the first two may see a Condition. */
const callers = [
  ...['user/*.cruds', 'system/*.*', 'user/Observation.rs', 'user/Patient.cruds user/Observation.s'],
  ...['patient/*.cruds', 'user/Observation.cruds?category=a patient/Patient.cruds', '', undefined],
]
const mayReadConditions = 2

let road: Road
let client: KeepAliveClient
let answer = 0
let asked = 0
const outcomes = new Map<unknown, number>()

beforeAll(async () => {
  road = await startRoad({ script: (request) => upstreamAnswers[answer]!(request), claims: { patient: 'p01' } })
  client = createKeepAliveClient(road.gateway.base)
})
afterAll(async () => {
  client.close()
  await road.stop()
})

test(`${runs} requests of any kind (GATEHOUSE_FUZZ_SEED=${seed})`, { timeout: 180_000 + runs * 20 }, async () => {
  console.info(`fuzzing ${runs} requests with GATEHOUSE_FUZZ_SEED=${seed}`)
  await fc.assert(fc.asyncProperty(fuzzedRequest(callers.length, upstreamAnswers.length), holds), {
    numRuns: runs,
    seed,
  })
  expect(await countedRequests()).toBe(asked)
  // A generator that only makes what is refused at once would prove nothing.
  for (const outcome of ['permitted', 'denied', 'refused', 'unauthenticated', 'failed'])
    expect(outcomes.get(outcome), outcome).toBeGreaterThan(runs / 200)
  const log = JSON.stringify(road.gateway.logged)
  expect(log).not.toContain(CANARY)
  expect(log).not.toContain(SECRET)
  for (const scopes of callers) if (scopes !== undefined) expect(log).not.toContain(await road.tokenFor(scopes))
  expect(await road.gateway.metrics()).not.toContain(CANARY)
})

async function holds(request: FuzzedRequest): Promise<void> {
  answer = request.answer
  asked++
  road.upstream.clear()
  const logged = road.gateway.logged.length
  const elapsed = startStopwatch()
  const told = await client.send(await bytesOf(request), request.method === 'HEAD')
  expect(elapsed()).toBeLessThan(1000)
  if (told === undefined) throw new Error('no answer')

  const record = await recordSince(logged, headerOf(told, 'x-request-id'))
  expect(Number(told.startLine.split(' ')[1])).toBe(record.status)
  outcomes.set(record.outcome, (outcomes.get(record.outcome) ?? 0) + 1)
  expect(record.reason).not.toBe('FAULT')
  expectNothingLeaked(request, told)
  expectFhir(told, record)

  const { requests, leftovers } = road.upstream
  expect(leftovers).toEqual([])
  expect(requests.length).toBeLessThanOrEqual(mayHaveAsked(record) ? 2 : 0)
  // Before a change by someone who may change some records only, the stored one is read.
  if (requests.length === 2) expect(requests[0]?.method).toBe('GET')
  for (const received of requests) {
    expectOwnHeaders(received, road)
    expectCanonical(received)
  }
}

/** A denial comes before the server is asked, unless it is about what the server then showed. */
function mayHaveAsked({ decision, outcome, reason }: AccessRecord): boolean {
  return decision === 'permit' || outcome === 'failed' || reason === 'OUTSIDE_COMPARTMENT'
}

async function bytesOf({ caller, method, target, headers, body }: FuzzedRequest): Promise<Buffer> {
  const scopes = callers[caller]
  const lines = [
    `${method} /fhir${target} HTTP/1.1`,
    'Host: g',
    ...(scopes === undefined ? [] : [`Authorization: Bearer ${await road.tokenFor(scopes)}`]),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [`Content-Length: ${body.length}`]),
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`, 'latin1')
}

/** The access record of the answer, and nothing beside it. */
async function recordSince(from: number, id: string | undefined): Promise<AccessRecord> {
  const fresh = () =>
    road.gateway.logged.slice(from).filter(({ message }) => message === 'access' || message === 'fault')
  while (fresh().length === 0) await new Promise(setImmediate)
  const records = fresh()
  expect(records.map((record) => [record.message, record.id])).toEqual([['access', id]])
  return records[0] as AccessRecord
}

function expectNothingLeaked({ caller }: FuzzedRequest, told: HttpMessage): void {
  const text = told.raw.toString('latin1')
  expect(text).not.toContain(internalsMarker)
  if (caller >= mayReadConditions) expect(text).not.toContain(SECRET)
}

/**
 * A body is FHIR; one that does not come from the server is an OperationOutcome, a Bundle, the SMART configuration, or
 * the CapabilityStatement as the server gave it lately.
 */
function expectFhir({ body, headers }: HttpMessage, { upstreamStatus, template }: AccessRecord): void {
  if (body.length === 0) return
  const { resourceType, token_endpoint } = JSON.parse(body.toString()) as Record<string, unknown>
  if (upstreamStatus === undefined && token_endpoint === undefined)
    expect(['OperationOutcome', 'Bundle', ...(template === 'GET metadata' ? ['CapabilityStatement'] : [])]).toContain(
      resourceType,
    )
  if (token_endpoint === undefined)
    expect(headerOf({ headers }, 'content-type')).toBe('application/fhir+json; charset=utf-8')
}

/** Sum of `gatehouse_requests_total`. */
async function countedRequests(): Promise<number> {
  const lines = (await road.gateway.metrics()).split('\n')
  const counts = lines.filter((line) => line.startsWith('gatehouse_requests_total{'))
  return counts.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
}
