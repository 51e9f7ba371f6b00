import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PolicyAttack, type PolicyWorlds, startPolicyWorlds } from './policy-worlds.ts'

let worlds: PolicyWorlds
beforeAll(async () => {
  worlds = await startPolicyWorlds()
})
afterAll(() => worlds.stop())

const JSON_PATCH = { 'content-type': 'application/json-patch+json' }
const observation = (more: object = {}) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  ...more,
})
const about = (reference: string) => ({ resourceType: 'Basic', code: { text: 'x' }, subject: { reference } })
const patch = (...ops: readonly object[]) => ({ headers: JSON_PATCH, body: JSON.stringify(ops) })
const secret = { meta: { tag: [{ code: 'secret' }] } }
const redacted = {
  meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'REDACTED' }] },
}
const places = ['Observation/h90', 'Encounter/e90', 'Patient/vip', 'DocumentReference/d90', 'Coverage/v90']

const attempts: readonly PolicyAttack[] = [
  ...places.flatMap((name): PolicyAttack[] => {
    const [resourceType = '', id] = name.split('/')
    return [
      { send: `PUT /${name}`, body: { resourceType, id } },
      { send: `PUT /${name}`, body: { resourceType, id }, headers: { 'if-match': 'W/"1"' } },
      { send: `PUT /${name}`, body: { resourceType, id }, headers: { 'if-match': 'W/"2"' } },
      { send: `PUT /${name}`, body: { resourceType, id }, headers: { 'if-none-match': '*' } },
      { send: `PATCH /${name}`, ...patch({ op: 'test', path: '/status', value: 'final' }) },
      { send: `PATCH /${name}`, ...patch({ op: 'replace', path: '/status', value: 'amended' }) },
      { send: `PATCH /${name}`, ...patch({ op: 'copy', from: '/subject', path: '/focus' }) },
      { send: `DELETE /${name}` },
      { send: `DELETE /${name}`, headers: { 'if-match': 'W/"1"' } },
      { send: `POST /${resourceType}/${id}/$validate`, body: { resourceType, id } },
      { send: 'POST /Basic', body: about(name) },
      { send: 'POST /Basic', body: about(`${name}/_history/1`) },
      { send: 'PUT /Basic/b90', body: { ...about(name), id: 'b90' } },
      { send: 'PATCH /Basic/b90', ...patch({ op: 'add', path: '/author', value: { reference: name } }) },
    ]
  }),
  ...['code=hiv', '_id=h90', 'subject=Patient/p90', 'encounter.class=PSY', 'subject:Patient.family=Ann'].flatMap(
    (query): PolicyAttack[] => [
      { send: 'POST /Observation', headers: { 'if-none-exist': query }, body: observation() },
      { send: `PUT /Observation?${query}`, body: observation() },
      { send: `PATCH /Observation?${query}`, ...patch({ op: 'replace', path: '/status', value: 'amended' }) },
      { send: `DELETE /Observation?${query}` },
    ],
  ),
  ...['family=Ann', 'birthdate=1931-07-09', 'birthdate:missing=false', '_has:Observation:subject:code=hiv'].flatMap(
    (query): PolicyAttack[] => [
      { send: 'POST /Patient', headers: { 'if-none-exist': query }, body: { resourceType: 'Patient' } },
      { send: `PUT /Patient?${query}`, body: { resourceType: 'Patient' } },
      { send: `DELETE /Patient?${query}` },
    ],
  ),
  { send: 'POST /Observation', body: observation(secret) },
  { send: 'PUT /Observation/o90', body: observation({ id: 'o90', note: [] }) },
  { send: 'PUT /Patient/p90', body: { resourceType: 'Patient', id: 'p90', gender: 'female' } },
  { send: 'PUT /Patient/p90', body: { resourceType: 'Patient', id: 'p90', ...redacted } },
  { send: 'POST /Basic', body: { ...about('Patient/p90'), ...redacted } },
  { send: 'PATCH /Patient/p90', ...patch({ op: 'test', path: '/birthDate', value: '1931-07-08' }) },
  { send: 'PATCH /Patient/p90', ...patch({ op: 'copy', from: '/birthDate', path: '/deceasedDateTime' }) },
  { send: 'PATCH /Patient/p90', ...patch({ op: 'move', from: '/name/0/family', path: '/name/0/text' }) },
  { send: 'PATCH /Observation/o90', ...patch({ op: 'move', from: '/note', path: '/extension' }) },
  { send: 'PUT /Condition/c91', body: { resourceType: 'Condition', id: 'c91', subject: { reference: 'Patient/p90' } } },
  { send: 'DELETE /Condition/c91' },
  { send: 'POST /Patient/$match', body: { resourceType: 'Parameters', parameter: [] } },
]

/** Changes that a batch holds are answered and sent like those alone. */
function entryOf({ send, headers = {}, body }: PolicyAttack): PolicyAttack | undefined {
  const [method = '', target = ''] = send.split(' ', 2)
  if (typeof body === 'string' || /\$/.test(target)) return undefined
  const conditions = {
    ifMatch: headers['if-match'],
    ifNoneMatch: headers['if-none-match'],
    ifNoneExist: headers['if-none-exist'],
  }
  const entry = { request: { method, url: target.slice(1), ...conditions }, ...(body && { resource: body }) }
  return { send: 'POST /', body: { resourceType: 'Bundle', type: 'batch', entry: [entry] } }
}

describe('writing tells nothing of what is hidden, and changes nothing of it', () => {
  test.each(attempts.map((each, at) => [at, each.send, each] as const))('%i %s', async (_at, _send, each) => {
    const alone = await worlds.attack(each)
    expect(alone.status).toBeGreaterThanOrEqual(400)
    const changes = (received: readonly string[]) => received.filter((request) => !/^GET /.test(request))
    expect(changes(alone.received)).toEqual([])
    const entry = entryOf(each)
    if (entry === undefined) return
    const batch = await worlds.attack(entry)
    expect(batch.text).toMatch(/"status":"4\d\d/)
    expect(changes(batch.received)).toEqual([])
    const whole = await worlds.attack({ ...entry, body: { ...(entry.body as object), type: 'transaction' } })
    expect([whole.status >= 400, changes(whole.received)]).toEqual([true, []])
  })
})

describe('pages', () => {
  test('of one caller are not another’s, and hold nothing hidden', async () => {
    const { text } = await worlds.attack({ send: 'GET /Observation?_count=1' })
    const { link } = JSON.parse(text) as { link: { relation: string; url: string }[] }
    const { road, token, other } = worlds.worlds[0]!
    const next = link.find(({ relation }) => relation === 'next')!.url.slice(road.gateway.base.length)
    expect((await road.ask('GET', next, token)).status).toBe(200)
    road.fhir.requests.length = 0
    const stolen = await road.ask('GET', next, other)
    expect([stolen.status >= 400, road.fhir.requests.length]).toEqual([true, 0])
  })
})
