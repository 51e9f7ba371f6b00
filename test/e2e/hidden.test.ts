import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Asking, type DemoRoad, startDemoRoad, type Told } from './demo-road.ts'

let road: DemoRoad
let patient: string
let user: string
beforeAll(async () => {
  road = await startDemoRoad()
  patient = await road.tokenFor('patient/*.cruds', { patient: 'p01' })
  user = await road.tokenFor('user/*.cruds')
  await road.ask('PUT', '/Basic/gone', user, { body: { resourceType: 'Basic', id: 'gone', code: { text: 'x' } } })
  await road.ask('DELETE', '/Basic/gone', user)
})
afterAll(() => road.stop())

const firstOf = (type: string, owner: string) =>
  road.fhir.store
    .all(type)
    .find(({ subject }) => (subject as { reference?: string })?.reference === `Patient/${owner}`)!

/** Everything that a caller can see of an answer, but what differs from answer to answer. */
function seen({ status, headers, text }: Told): unknown {
  const rest = [...headers].filter(([name]) => !['date', 'x-request-id', 'connection', 'keep-alive'].includes(name))
  return { status, headers: rest, text }
}

describe('another patient’s resource looks like none', () => {
  const asks: [name: string, ask: (id: string) => [method: string, target: string, asking?: Asking]][] = [
    ['read', (id) => ['GET', `/Observation/${id}`]],
    ['asked for by HEAD', (id) => ['HEAD', `/Observation/${id}`]],
    ['read with its version', (id) => ['GET', `/Observation/${id}`, { headers: { 'if-none-match': 'W/"1"' } }]],
    ['read by version', (id) => ['GET', `/Observation/${id}/_history/1`]],
    ['summarised', (id) => ['GET', `/Observation/${id}?_summary=true`]],
    ['deleted', (id) => ['DELETE', `/Observation/${id}`]],
    [
      'patched',
      (id) => [
        'PATCH',
        `/Observation/${id}`,
        {
          headers: { 'content-type': 'application/json-patch+json' },
          body: '[{"op":"test","path":"/status","value":"final"}]',
        },
      ],
    ],
  ]
  test.each(asks)('%s', async (_name, ask) => {
    const other = firstOf('Observation', 'p02').id!
    const hidden = await road.ask(...asked(ask(other), patient))
    const absent = await road.ask(...asked(ask('nobody'), patient))
    expect(hidden.status).toBeGreaterThanOrEqual(400)
    expect(seen(hidden)).toEqual(seen(absent))
    expect(road.fhir.store.all('Observation').some(({ id }) => id === other)).toBe(true)
  })

  test('searched for by id', async () => {
    const other = firstOf('Observation', 'p02').id!
    const hidden = await road.ask('GET', `/Observation?_id=${other}`, patient)
    const absent = await road.ask('GET', '/Observation?_id=nobody', patient)
    expect(hidden.text.replaceAll(other, 'nobody')).toBe(absent.text)
    expect(JSON.parse(hidden.text)).not.toHaveProperty('entry')
  })

  test('as an entry of a batch', async () => {
    const other = firstOf('Observation', 'p02').id!
    const batch = (id: string) => ({
      resourceType: 'Bundle',
      type: 'batch',
      entry: [{ request: { method: 'GET', url: `Observation/${id}` } }],
    })
    const hidden = await road.ask('POST', '/', patient, { body: batch(other) })
    expect(hidden.text).toBe((await road.ask('POST', '/', patient, { body: batch('nobody') })).text)
  })

  test('and one’s own is there, so that the above says something', async () => {
    const own = firstOf('Observation', 'p01').id!
    expect((await road.ask('GET', `/Observation/${own}`, patient)).status).toBe(200)
    expect((await road.ask('GET', `/Observation?_id=${own}`, patient)).text).toContain(own)
  })
})

test('what was deleted looks like what never was', async () => {
  expect(seen(await road.ask('GET', '/Basic/gone', user))).toEqual(seen(await road.ask('GET', '/Basic/never', user)))
})

describe('304', () => {
  test('for the version that is there and may be seen', async () => {
    const { headers } = await road.ask('GET', '/Patient/p01', patient)
    const told = await road.ask('GET', '/Patient/p01', patient, { headers: { 'if-none-match': headers.get('etag')! } })
    expect(told).toMatchObject({ status: 304, text: '' })
    expect(told.headers.get('etag')).toBe(headers.get('etag'))
  })

  test('never for what may not be seen, nor for another version', async () => {
    const { headers } = await road.ask('GET', '/Patient/p02', user)
    const etag = headers.get('etag')!
    expect((await road.ask('GET', '/Patient/p02', patient, { headers: { 'if-none-match': etag } })).status).toBe(404)
    expect((await road.ask('GET', '/Patient/p02', user, { headers: { 'if-none-match': 'W/"77"' } })).status).toBe(200)
  })
})

describe('HEAD is GET without the body', () => {
  test.each(['/Patient/p01', '/Patient/nobody', '/Observation?patient=p01', '/Nonsense', '/metadata', '/$purge'])(
    '%s',
    async (target) => {
      const get = await road.ask('GET', target, user)
      const head = await road.ask('HEAD', target, user)
      expect(head.text).toBe('')
      expect(seen({ ...head, text: get.text })).toEqual(seen(get))
      expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(get.text)))
    },
  )
})

function asked([method, target, asking]: [string, string, Asking?], token: string): Parameters<DemoRoad['ask']> {
  return asking === undefined ? [method, target, token] : [method, target, token, asking]
}
