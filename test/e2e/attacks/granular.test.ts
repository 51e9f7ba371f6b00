import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Attack, alike, attack, holdsAgainst } from './attack.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category'
const LAB = `patient/Observation.rs?category=${CATEGORY}|laboratory`
const VITAL = `patient/Observation.rs?category=${CATEGORY}|vital-signs`
const hides = ['"id":"p01-vital', '"id":"p01-bp', '"id":"p02']

/** Laboratory results of p01 alone: what stands in the other Observations is as foreign as another patient's. */
const rows: readonly Attack[] = [
  { send: 'GET /Observation/p01-lab1', status: 200 },
  { send: 'GET /Observation/p01-vital11', status: 404 },
  { send: 'GET /Observation/p01-vital11?_elements=code', status: 404 },
  { send: 'GET /Observation/p01-vital11/_history', status: 404 },
  { send: 'GET /Observation/p01-vital11/_history/1', status: 404 },
  { send: 'GET /Observation/p02-lab1', status: 404 },
  { send: 'GET /Observation', status: 200, shows: ['p01-lab1', '"total":3'] },
  { send: 'GET /Observation?_summary=count', status: 200, shows: ['"total":3'] },
  { send: 'GET /Observation?category=laboratory', status: 200, shows: ['p01-lab1'] },
  { send: 'GET /Observation?category=vital-signs', status: 200, shows: ['"total":0'] },
  { send: 'GET /Observation?category:not=laboratory', status: 200, shows: ['"total":0'] },
  { send: 'GET /Observation?category=laboratory,vital-signs', status: 200, shows: ['"total":3'] },
  { send: 'GET /Observation?_id=p01-vital11', status: 200, shows: ['"total":0'] },
  { send: 'GET /Observation?_elements=category', status: 200, shows: ['p01-lab1'] },
  { send: 'GET /Observation?_summary=true', status: 200, shows: ['p01-lab1'] },
  { send: 'GET /Observation?_sort=date&_count=1', status: 200 },
  { send: 'GET /Observation?_has:DiagnosticReport:result:status=final', status: 403, received: 'none' },
  { send: 'GET /Patient?_has:Observation:patient:code=stray', status: 403, received: 'none' },
  { send: 'GET /Patient?_has:Observation:subject:category=laboratory', status: 403, received: 'none' },
  { send: 'GET /DiagnosticReport?result:Observation.code=stray', status: 403, received: 'none' },
  { send: 'GET /DiagnosticReport?_include=DiagnosticReport:result', status: 200 },
  { send: 'GET /Patient?_revinclude=Observation:subject', status: 200, shows: ['p01-lab1'] },
  { send: 'GET /Encounter?_revinclude=Observation:encounter', status: 200 },
  { send: 'GET /Observation?_include=Observation:has-member', status: 200 },
  { send: 'GET /Observation/$lastn?max=9', status: 200, hides: ['"total"', ...hides] },
  { send: 'GET /Observation/$stats?subject=Patient/p01&code=x&statistic=count', status: 403, received: 'none' },
  { send: 'GET /Observation/_history', status: 403, received: 'none' },
  { send: 'GET /Patient/p01/Observation', status: 200, shows: ['"total":3'] },
]
const scopes = `${LAB} patient/Patient.rs patient/Encounter.rs patient/DiagnosticReport.rs`

describe('granular scopes', () => {
  test.each(rows)('$send', (each) => holdsAgainst(world, { scopes, hides, ...each }))

  test('what is out of scope looks absent', async () => {
    for (const tail of ['', '/_history', '/_history/1']) {
      const ask = (id: string) => ({ send: `GET /Observation/${id}${tail}`, scopes })
      await alike(world, ask('p01-vital11'), ask('absent-1'), 'p01-vital11', 'absent-1')
    }
  })

  const over = ['_type=Observation', '_type=Observation,Patient', '_lastUpdated=gt2000']
  test.each(over)('what is counted over several types is not told: %s', async (query) => {
    const user = { scopes: scopes.replaceAll('patient/', 'user/'), patient: null }
    const got = await attack(world, { send: `GET /?${query}&_summary=count`, ...user })
    expect(got.status).toBe(200)
    expect(got.text).not.toContain('"total"')
  })

  test('several of them give all of each, and nothing else', async () => {
    const got = await attack(world, { send: 'GET /Observation?_count=50', scopes: `${LAB} ${VITAL}` })
    expect(got.text).toContain('p01-lab1')
    expect(got.text).toContain('p01-vital11')
    expect(got.text).not.toContain('"id":"p01-focus"')
  })
})

describe('a granular scope to search beside a plain one to read', () => {
  const user = {
    scopes: `user/Patient.rs user/Observation.r ${LAB.replace('patient/', 'user/').replace('.rs', '.s')}`,
    patient: null,
  }
  const asked: readonly Attack[] = [
    { send: 'GET /Observation/$stats?subject=Patient/p01&code=x&statistic=count', status: 403, received: 'none' },
    { send: 'GET /Observation/$meta', status: 403, received: 'none' },
    { send: 'POST /Observation/$lastn', body: { resourceType: 'Parameters' }, status: 403, received: 'none' },
  ]
  test.each(asked)('$send', (each) => holdsAgainst(world, { ...user, ...each }))

  test('a record has what can be found', async () => {
    const send = 'GET /Patient/p01/$everything?_count=500'
    const own = `patient/Patient.rs patient/Observation.r ${LAB.replace('.rs', '.s')}`
    await holdsAgainst(world, { scopes: own, send, status: 200, shows: ['"id":"p01-lab1"'], hides })
  })
})

describe('granular scopes that no one search can say', () => {
  const unlike = `${LAB} patient/Observation.rs?code=8867-4 patient/Encounter.rs`
  const ids = (text: string) =>
    ((JSON.parse(text).entry ?? []) as { resource: { id: string } }[]).map(({ resource }) => resource.id)

  const asked: readonly (readonly [query: string, found: readonly string[]])[] = [
    ['', ['p01-lab1', 'p01-lab2', 'p01-lab3', 'p01-vital11', 'p01-vital21']],
    ['?code=8867-4,8310-5', ['p01-vital11', 'p01-vital21']],
    ['?code=8310-5', []],
    ['?category=vital-signs', ['p01-vital11', 'p01-vital21']],
    ['?category:not=vital-signs', ['p01-lab1', 'p01-lab2', 'p01-lab3']],
    ['?_id=p01-bp', []],
    ['?_summary=count', []],
    ['?subject=Patient/p02', []],
  ]
  test.each(asked)('all of each, and nothing else: %s', async (query, found) => {
    const got = await attack(world, { send: `GET /Observation${query}`, scopes: unlike })
    expect(got.status).toBe(200)
    expect(
      ids(got.text)
        .filter((id) => id.startsWith('p01'))
        .sort(),
    ).toEqual(found)
    expect(ids(got.text).filter((id) => !id.startsWith('p01'))).toEqual([])
    if (query !== '?subject=Patient/p02') expect(got.text).not.toContain('"total"')
  })

  test('pages end where what may be seen does', async () => {
    const got = await attack(world, { send: 'GET /Observation?_count=4&_sort=_id', scopes: unlike })
    expect(ids(got.text)).toHaveLength(4)
    expect(got.text).toContain('"relation":"next"')
    const whole = await attack(world, { send: 'GET /Observation?_count=5&_sort=_id', scopes: unlike })
    expect(whole.text).not.toContain('"relation":"next"')
  })

  test('what comes along belongs to what is seen', async () => {
    const send = 'GET /Observation?code=8310-5,2339-0&_include=Observation:encounter'
    const got = await attack(world, { send, scopes: unlike })
    expect(ids(got.text)).toEqual(['p01-lab1', 'p01-enc2'])
  })

  test('a search that is told by what is hidden looks like one that finds nothing', async () => {
    const ask = (code: string) => ({
      send: `GET /Observation?code=${code}&_include=Observation:encounter`,
      scopes: unlike,
    })
    await alike(world, ask('8310-5'), ask('0000-0'), '8310-5', '0000-0')
  })
})

describe('a granular scope to what was found since May', () => {
  const since = 'patient/Observation.cruds?date=ge2023-05'
  const before = ['"id":"p01-vital11"', '"id":"p01-bp"', '"id":"x-derived"', '"total":']
  const asked: readonly Attack[] = [
    { send: 'GET /Observation/p01-lab1', status: 200 },
    { send: 'GET /Observation/p01-bp', status: 404 },
    { send: 'GET /Observation/p01-bp/_history', status: 404 },
    { send: 'GET /Observation/x-derived', status: 404 },
    { send: 'GET /Observation', status: 200, shows: ['"id":"p01-lab1"', '"id":"p01-vital21"'] },
    { send: 'GET /Observation?_summary=count', status: 200 },
    { send: 'GET /Observation?date=lt2023-05', status: 200 },
    { send: 'GET /Observation?date=lt2023-08', status: 200, shows: ['"id":"p01-lab1"'] },
    { send: 'GET /Observation?_id=p01-bp,p01-lab1', status: 200, shows: ['"id":"p01-lab1"'] },
    { send: 'GET /Observation/$lastn?max=9', status: 200, shows: ['"id":"p01-lab1"'] },
    { send: 'GET /Patient?_revinclude=Observation:subject', status: 200, shows: ['"id":"p01-lab1"'] },
    { send: 'GET /Patient?_has:Observation:patient:date=lt2023-05', status: 403, received: 'none' },
  ]
  test.each(asked)('$send', (each) =>
    holdsAgainst(world, {
      scopes: `${since} patient/Patient.rs`,
      hides: each.send.startsWith('GET /Patient') ? before.slice(0, -1) : before,
      ...each,
    }),
  )

  const found = (on: object, id?: string) => ({
    ...{ resourceType: 'Observation', status: 'final', code: { text: 'x' }, ...(id && { id }) },
    ...{ subject: { reference: 'Patient/p01' }, ...on },
  })
  const writes: readonly Attack[] = [
    { send: 'POST /Observation', body: found({ effectiveDateTime: '2023-06-01' }), status: 201 },
    { send: 'POST /Observation', body: found({ effectiveDateTime: '2023-04-01' }), status: 403, received: 'none' },
    { send: 'POST /Observation', body: found({}), status: 403, received: 'none' },
    { send: 'PUT /Observation/p01-lab2', body: found({ effectiveDateTime: '2020' }, 'p01-lab2'), status: 404 },
    { send: 'PUT /Observation/p01-bp', body: found({ effectiveDateTime: '2024' }, 'p01-bp'), status: 404 },
    { send: 'DELETE /Observation/p01-bp', status: 404 },
  ]
  test.each(writes)('$send $status', (each) => holdsAgainst(world, { scopes: since, ...each }))
})

describe('writing within granular scopes', () => {
  const lab = (id: string | undefined, category: string) => ({
    resourceType: 'Observation',
    ...(id && { id }),
    status: 'final',
    code: { text: 'x' },
    category: [{ coding: [{ system: CATEGORY, code: category }] }],
    subject: { reference: 'Patient/p01' },
  })
  const write = `patient/Observation.cruds?category=${CATEGORY}|laboratory`
  const writes: readonly Attack[] = [
    { send: 'POST /Observation', body: lab(undefined, 'laboratory'), status: 201 },
    { send: 'POST /Observation', body: lab(undefined, 'vital-signs'), status: 403, received: 'none' },
    { send: 'PUT /Observation/p01-lab3', body: lab('p01-lab3', 'laboratory'), status: 200 },
    { send: 'PUT /Observation/p01-lab3', body: lab('p01-lab3', 'vital-signs'), status: 404 },
    { send: 'PUT /Observation/p01-vital11', body: lab('p01-vital11', 'laboratory'), status: 404 },
    { send: 'DELETE /Observation/p01-vital11', status: 404 },
  ]
  test.each(writes)('$send $status', (each) => holdsAgainst(world, { scopes: write, ...each }))

  const json = { 'content-type': 'application/json-patch+json' }
  const steps = ['final', 'amended'].map((value) => `[{"op":"test","path":"/status","value":"${value}"}]`)
  test('a patch that tests needs to read that very record', async () => {
    const oracle = { scopes: `patient/Observation.u ${LAB}`, headers: json, send: 'PATCH /Observation/p01-vital11' }
    await alike(world, { ...oracle, body: steps[0] as string }, { ...oracle, body: steps[1] as string })
  })

  test('a patch may not take a record out of the scope', async () => {
    const body = '[{"op":"replace","path":"/category/0/coding/0/code","value":"vital-signs"}]'
    await holdsAgainst(world, { scopes: write, headers: json, send: 'PATCH /Observation/p01-lab1', body, status: 404 })
  })

  test('what may be written but not read does not come back', async () => {
    const body = lab('p01-vital12', 'vital-signs')
    const got = await attack(world, {
      send: 'PUT /Observation/p01-vital12',
      scopes: `patient/Observation.u ${LAB}`,
      body,
    })
    expect({ status: got.status, text: got.text }).toEqual({ status: 200, text: '' })
  })

  const conditions = ['category=vital-signs', 'code=8867-4', '_id=p01-vital11']
  test.each(conditions)('to create unless there is one looks at nothing out of scope: %s', async (condition) => {
    const body = lab(undefined, 'laboratory')
    const got = await attack(world, {
      send: 'POST /Observation',
      scopes: write,
      body,
      headers: { 'if-none-exist': condition },
    })
    expect(got.status).toBe(201)
  })
})
