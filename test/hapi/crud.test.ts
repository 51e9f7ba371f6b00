import { describe, expect, it } from 'vitest'
import { directly, useGateway } from './gateway.ts'

const gateway = useGateway()
const basic = (id: string, text: string) => ({ resourceType: 'Basic', id, code: { text } })
const notFound = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] }
const jsonPatch = { 'content-type': 'application/json-patch+json' }

describe('reading', () => {
  it.each(['user/Patient.r', 'system/Patient.rs', 'user/*.r'])('gives the bytes of the server to %s', async (scope) => {
    const heard = await gateway.as(scope)('GET', 'Patient/ada')
    const behind = await directly('GET', 'Patient/ada')
    expect(heard.status).toBe(200)
    expect(heard.text).toBe(behind.text)
    expect(heard.headers.get('etag')).toBe(behind.headers.get('etag'))
    expect(heard.headers.get('last-modified')).toBe(behind.headers.get('last-modified'))
  })

  it.each(['user/Observation.rs', 'user/Patient.cuds', 'system/Patient.c'])('is closed to %s', async (scope) => {
    const heard = await gateway.as(scope)('GET', 'Patient/ada')
    expect(heard.status).toBe(403)
    expect(heard.headers.get('www-authenticate')).toContain('error="insufficient_scope"')
    expect(heard.headers.get('www-authenticate')).toContain('/Patient.r')
  })

  it('answers HEAD like GET, without the body', async () => {
    const ask = gateway.as('user/Patient.r')
    const [head, get] = [await ask('HEAD', 'Patient/ada'), await ask('GET', 'Patient/ada')]
    expect([head.status, head.text]).toEqual([200, ''])
    for (const name of ['etag', 'last-modified', 'content-type', 'content-length'])
      expect(head.headers.get(name)).toBe(get.headers.get(name))
    expect((await ask('HEAD', 'Patient/nobody')).status).toBe(404)
    expect((await gateway.as('user/Observation.r')('HEAD', 'Patient/ada')).status).toBe(403)
  })

  it('answers 304 while the version is the same, and never for what is not to be seen', async () => {
    const ask = gateway.as('user/Patient.r')
    const etag = (await ask('GET', 'Patient/ada')).headers.get('etag') as string
    const unchanged = await ask('GET', 'Patient/ada', { headers: { 'if-none-match': etag } })
    expect([unchanged.status, unchanged.text, unchanged.headers.get('etag')]).toEqual([304, '', etag])
    expect((await ask('GET', 'Patient/ada', { headers: { 'if-none-match': 'W/"99"' } })).status).toBe(200)
    const hidden = await gateway.as('user/Basic.r')('GET', 'Patient/ada', { headers: { 'if-none-match': etag } })
    expect(hidden.status).toBe(403)
  })

  it.each([
    ['_summary=true', 'Patient/ada?_summary=true'],
    ['_elements', 'Patient/ada?_elements=gender,birthDate'],
  ])('keeps %s', async (_, path) => {
    const heard = await gateway.as('user/Patient.r')('GET', path)
    expect(heard.status).toBe(200)
    expect(heard.json()).toEqual((await directly('GET', path)).json())
    expect(heard.text).toContain('SUBSETTED')
  })
})

describe('writing', () => {
  const all = 'user/Basic.cruds'

  it('creates, and says where and as which version', async () => {
    const heard = await gateway.as(all)('POST', 'Basic', { body: { resourceType: 'Basic', code: { text: 'made' } } })
    expect(heard.status).toBe(201)
    const { id } = heard.json<{ id: string }>()
    expect(heard.headers.get('location')).toBe(`${gateway.base()}/Basic/${id}/_history/1`)
    expect(heard.headers.get('etag')).toBe('W/"1"')
    expect((await gateway.as(all)('GET', heard.headers.get('location') as string)).text).toContain('made')
  })

  it('gives an OperationOutcome to who prefers one', async () => {
    const sent = { body: basic('crud-outcome', 'one'), headers: { prefer: 'return=OperationOutcome' } }
    const heard = await gateway.as(all)('PUT', 'Basic/crud-outcome', sent)
    expect([heard.status, heard.json().resourceType]).toEqual([201, 'OperationOutcome'])
    expect(heard.headers.get('etag')).toBe('W/"1"')
  })

  it('tells where an update created', async () => {
    const heard = await gateway.as('user/Basic.ru')('PUT', 'Basic/crud-put', { body: basic('crud-put', 'one') })
    expect(heard.status).toBe(201)
    expect(heard.headers.get('location')).toMatch(new RegExp(`^${gateway.base()}/Basic/crud-put/_history/\\d+$`))
  })

  it('gives no body to those who may write but not read', async () => {
    const ask = gateway.as('user/Basic.cu')
    const made = await ask('POST', 'Basic', { body: { resourceType: 'Basic', code: { text: 'unseen' } } })
    expect([made.status, made.text]).toEqual([201, ''])
    expect(made.headers.get('location')).toContain(`${gateway.base()}/Basic/`)
    const put = await ask('PUT', 'Basic/crud-unseen', { body: basic('crud-unseen', 'unseen') })
    expect([put.status, put.text]).toEqual([201, ''])
    const wanted = { body: basic('crud-unseen', 'again'), headers: { prefer: 'return=representation' } }
    const again = await ask('PUT', 'Basic/crud-unseen', wanted)
    expect([again.status, again.text]).toEqual([200, ''])
  })

  it.each([
    ['POST', 'Basic', 'user/Basic.ruds'],
    ['PUT', 'Basic/crud-closed', 'user/Basic.crds'],
    ['PATCH', 'Basic/crud-closed', 'user/Basic.crds'],
    ['DELETE', 'Basic/crud-closed', 'user/Basic.crus'],
    ['PUT', 'Basic/crud-closed', 'user/Patient.cruds'],
  ])('refuses %s %s to %s, and nothing is written', async (method, path, scope) => {
    await directly('PUT', 'Basic/crud-closed', { body: basic('crud-closed', 'kept') })
    const before = await directly('GET', 'Basic/_history?_count=1')
    const patch = { body: [{ op: 'replace', path: '/code/text', value: 'x' }], headers: jsonPatch }
    const write = { body: path === 'Basic' ? { resourceType: 'Basic', code: {} } : basic('crud-closed', 'x') }
    const sent = method === 'PATCH' ? patch : method === 'DELETE' ? {} : write
    expect((await gateway.as(scope)(method, path, sent)).status).toBe(403)
    const total = (heard: { json<T>(): T }) => heard.json<{ total: number }>().total
    expect(total(await directly('GET', 'Basic/_history?_count=1'))).toBe(total(before))
  })

  it('patches by JSON Patch and FHIRPath Patch, with the new version', async () => {
    const ask = gateway.as('user/Basic.ru')
    await ask('PUT', 'Basic/crud-patch', { body: basic('crud-patch', 'one') })
    const body = [{ op: 'replace', path: '/code/text', value: 'two' }]
    const json = await ask('PATCH', 'Basic/crud-patch', { body, headers: jsonPatch })
    expect([json.status, json.headers.get('etag')]).toEqual([200, 'W/"2"'])
    expect(json.text).toContain('"two"')
    const part = [
      { name: 'type', valueCode: 'replace' },
      { name: 'path', valueString: 'Basic.code.text' },
      { name: 'value', valueString: 'three' },
    ]
    const parameters = { resourceType: 'Parameters', parameter: [{ name: 'operation', part }] }
    const fhirPath = await ask('PATCH', 'Basic/crud-patch', { body: parameters })
    expect([fhirPath.status, fhirPath.headers.get('etag')]).toEqual([200, 'W/"3"'])
    expect(fhirPath.text).toContain('"three"')
  })

  it('needs reading for a patch that tests a value', async () => {
    const body = [{ op: 'test', path: '/code/text', value: 'guess' }]
    expect((await gateway.as('user/Basic.u')('PATCH', 'Basic/x', { body, headers: jsonPatch })).status).toBe(403)
  })

  it('tells a failed patch in its own words', async () => {
    await directly('PUT', 'Basic/crud-test', { body: basic('crud-test', 'one') })
    const body = [{ op: 'test', path: '/code/text', value: 'secret guess' }]
    const heard = await gateway.as('user/Basic.ru')('PATCH', 'Basic/crud-test', { body, headers: jsonPatch })
    expect(heard.status).toBe(400)
    expect(heard.text).not.toContain('value differs')
  })

  it('refuses an update of an older version', async () => {
    const ask = gateway.as('user/Basic.ru')
    await ask('PUT', 'Basic/crud-match', { body: basic('crud-match', 'one') })
    const current = { body: basic('crud-match', 'two'), headers: { 'if-match': 'W/"1"' } }
    expect((await ask('PUT', 'Basic/crud-match', current)).status).toBe(200)
    const stale = await ask('PUT', 'Basic/crud-match', { ...current, body: basic('crud-match', 'three') })
    expect(stale.status).toBe(409)
    expect((await ask('GET', 'Basic/crud-match')).text).toContain('"two"')
  })

  it('keeps decimals as they were written', async () => {
    const decimals = ['1.00', '0.10', '100000000000000000000.000000000000000001', '-0.0', '1.0E+3']
    const extension = decimals.map((each) => `{"url":"urn:example:decimal","valueDecimal":${each}}`).join(',')
    const body = `{"resourceType":"Basic","id":"crud-decimal","extension":[${extension}],"code":{"text":"exact"}}`
    const ask = gateway.as('user/Basic.ru')
    expect((await ask('PUT', 'Basic/crud-decimal', { body })).status).toBe(201)
    const behind = await directly('GET', 'Basic/crud-decimal')
    const heard = await ask('GET', 'Basic/crud-decimal')
    expect(heard.text).toBe(behind.text)
    for (const each of decimals.slice(0, 3)) expect(heard.text).toContain(`"valueDecimal":${each}}`)
  })

  it.each([
    ['a body of another type', { resourceType: 'Patient', id: 'crud-odd' }],
    ['another id than the address has', basic('crud-other', 'x')],
    ['a name twice', '{"resourceType":"Basic","id":"crud-odd","id":"crud-odd","code":{}}'],
    ['no JSON', '{"resourceType":"Basic"'],
  ])('refuses %s before it is sent', async (_, body) => {
    expect((await gateway.as('system/*.cruds')('PUT', 'Basic/crud-odd', { body })).status).toBe(400)
    expect((await directly('GET', 'Basic/crud-odd')).status).toBe(404)
  })

  it('tells elements of rejected content, no text', async () => {
    const body = { resourceType: 'Basic', code: { text: 'x' }, created: 'secret' }
    const heard = await gateway.as(all)('POST', 'Basic', { body })
    expect(heard.status).toBe(400)
    expect(heard.text).not.toContain('secret')
  })
})

describe('deleting', () => {
  it('makes a deleted resource look like one that never was', async () => {
    const ask = gateway.as('user/Basic.rud')
    await ask('PUT', 'Basic/crud-gone', { body: basic('crud-gone', 'one') })
    const deleted = await ask('DELETE', 'Basic/crud-gone')
    expect([deleted.status, deleted.text]).toEqual([204, ''])
    expect((await directly('GET', 'Basic/crud-gone')).status).toBe(410)
    const [gone, never] = [await ask('GET', 'Basic/crud-gone'), await ask('GET', 'Basic/crud-never')]
    expect([gone.status, never.status]).toEqual([404, 404])
    expect(gone.text).toBe(never.text)
    expect(gone.json()).toMatchObject(notFound)
    expect([...gone.headers.keys()]).toEqual([...never.headers.keys()])
    expect((await ask('DELETE', 'Basic/crud-never')).status).toBe(204)
  })

  it('does not name who refers to it', async () => {
    const heard = await gateway.as('system/Patient.d')('DELETE', 'Patient/ada')
    expect(heard.status).toBe(409)
    expect(heard.text).not.toMatch(/Encounter|ada/)
    expect((await directly('GET', 'Patient/ada')).status).toBe(200)
  })
})
