import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Misbehaviour } from '../../demo/issuer/misbehave.ts'
import { authenticationFailures } from '../../src/authn/failure.ts'
import { type DemoRoad, startDemoRoad } from './demo-road.ts'
import { type Load, startLoad } from './load.ts'

let road: DemoRoad
let load: Load
beforeEach(async () => {
  road = await startDemoRoad()
  load = await startLoad(road)
  await load.healthy()
})
afterEach(async () => {
  await load.stop()
  await road.stop()
})

const read = async (token: string | undefined) => road.ask('GET', '/Patient/p01', token)

test.each<Misbehaviour>(['error', 'cut-off', 'not-json', 'huge', 'redirect', 'repeated-names'])(
  'while the issuer answers badly (%s), known keys serve and unknown ones cannot be checked',
  async (how) => {
    road.issuer.misbehave(how)
    const known = await road.tokenFor('user/*.rs')
    expect((await read(known)).status).toBe(200)
    await road.issuer.rotate()
    const unknown = await road.tokenFor('user/*.rs')
    const told = await read(unknown)
    expect(told.status).toBe(503)
    expect(JSON.parse(told.text)).toMatchObject({
      issue: [{ details: { text: authenticationFailures.KEYS_UNAVAILABLE.show } }],
    })
    expect(told.headers.get('retry-after')).toBe('5')
    expect(told.headers.get('www-authenticate')).toBeNull()
    expect((await read(known)).status).toBe(200)
    await load.healthy()
    expect(road.fhir.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([])
  },
)

test('an issuer that answers again is asked again, without a restart', async () => {
  road.issuer.misbehave('error')
  await road.issuer.rotate()
  const token = await road.tokenFor('user/*.rs')
  expect((await read(token)).status).toBe(503)
  road.issuer.misbehave(undefined)
  await expect.poll(async () => (await read(token)).status).toBe(200)
})

test('a key that the issuer signs with from now on is found by itself', async () => {
  await road.issuer.rotate()
  expect((await read(await road.tokenFor('user/*.rs'))).status).toBe(200)
  await load.healthy()
})

test('an issuer that ends its connections does not end those of the callers', async () => {
  const stranger = await road.tokenFor('user/*.rs', { iss: 'http://127.0.0.1:1' })
  await road.issuer.stop()
  expect((await read(await road.tokenFor('user/*.rs'))).status).toBe(200)
  expect((await read(stranger)).status).toBe(401)
  expect((await read(undefined)).status).toBe(401)
  await load.healthy()
})

test('a flood of unknown keys costs the issuer one question', async () => {
  const asked = () => road.issuer.requests.get('/jwks') ?? 0
  const before = asked()
  const key = (kid: string) => road.issuer.mint({ scope: 'user/*.rs' }, { header: { kid } })
  const told = await Promise.all(Array.from({ length: 50 }, async (_, index) => read(await key(`unknown-${index}`))))
  expect([...new Set(told.map(({ status }) => status))]).toEqual([401])
  expect(asked() - before).toBeLessThanOrEqual(1)
  await load.healthy()
})
