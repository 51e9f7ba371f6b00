import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type DemoRoad, startDemoRoad } from './demo-road.ts'
import { until } from './road.ts'

const ADMIN = 'synthetic-admin-token'
const MEGABYTES = 40
let road: DemoRoad
let token: string
beforeAll(async () => {
  process.env.GATEHOUSE_TEST_ADMIN = ADMIN
  road = await startDemoRoad({ admin: { token: { env: 'GATEHOUSE_TEST_ADMIN' } } })
})
beforeEach(async () => {
  road.fhir.misbehave({})
  road.fhir.requests.length = 0
  token = await road.tokenFor('user/*.cruds', { client_id: 'app', jti: crypto.randomUUID() })
})
afterAll(() => road.stop())

async function admin(method: string, path: string) {
  const headers = { authorization: `Bearer ${ADMIN}` }
  expect((await fetch(`${road.gateway.adminUrl}/admin/${path}`, { method, headers })).status).toBe(200)
}

const jti = () => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()).jti as string

/** A large answer that has begun, and is not read on. */
async function begin(): Promise<IncomingMessage> {
  road.fhir.misbehave({ huge: { megabytes: MEGABYTES } })
  const request = get(`${road.gateway.base}/Observation`, { headers: { authorization: `Bearer ${token}` } })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  expect(response.statusCode).toBe(200)
  await once(response, 'readable')
  return response
}

/** Reads on to the end, whatever that is. */
async function rest(response: IncomingMessage): Promise<{ bytes: number; whole: boolean }> {
  let bytes = 0
  try {
    for await (const chunk of response) bytes += (chunk as Buffer).length
    return { bytes, whole: response.complete }
  } catch {
    return { bytes, whole: false }
  }
}

test('an answer that is being sent is cut when its caller is shut out', async () => {
  const response = await begin()
  await admin('PUT', `revocations/jti/${jti()}`)
  const { bytes, whole } = await rest(response)
  expect(whole).toBe(false)
  expect(bytes).toBeLessThan((MEGABYTES * 1024 * 1024) / 2)
})

test('an answer to someone else is not', async () => {
  const response = await begin()
  await admin('PUT', 'revocations/jti/another')
  const { bytes, whole } = await rest(response)
  expect(whole).toBe(true)
  expect(bytes).toBeGreaterThan((MEGABYTES * 1024 * 1024) / 2)
})

test('an answer that the FHIR server has yet to give is not handed out', async () => {
  let answer = () => {}
  const heldUntil = new Promise<void>((resolve) => {
    answer = resolve
  })
  road.fhir.misbehave({ heldUntil })
  const asked = road.ask('GET', '/Patient/p01', token)
  await until(() => road.fhir.requests.length > 0)
  await admin('PUT', `revocations/jti/${jti()}`)
  answer()
  const told = await asked
  expect(told.status).toBe(401)
  expect(told.text).not.toContain('p01')
})
