import { describe, expect, it } from 'vitest'
import { directly } from '../gateway.ts'
import { basic, stored, usePatientApp } from './caller.ts'

const app = usePatientApp()
const jsonPatch = { 'content-type': 'application/json-patch+json' }
type Stored = { readonly code: { text: string }; readonly subject?: object; readonly meta: { versionId: string } }
const now = async (id: string) => (await directly('GET', `Basic/${id}`)).json<Stored>()
const text = (value: string) => JSON.stringify([{ op: 'replace', path: '/code/text', value }])

stored(
  ...['put', 'match', 'json', 'path', 'kept', 'deleted', 'conditional'].map((name) =>
    basic(`ada-${name}`, 'ada', `first ${name}`),
  ),
  basic('his-target', 'bruno', 'theirs'),
  { ...basic('his-marked', 'bruno', 'theirs'), identifier: [{ system: 'urn:example:write', value: 'his' }] } as never,
)

function fhirPath(type: string, path: string, value: object) {
  const part = [
    { name: 'type', valueCode: type },
    { name: 'path', valueString: path },
    { name: 'value', ...value },
  ]
  return { resourceType: 'Parameters', parameter: [{ name: 'operation', part }] }
}

describe('the own record can be written', () => {
  it('by create', async () => {
    const { id: _, ...body } = basic('', 'ada', 'created')
    const heard = await app.own()('POST', 'Basic', { body })
    expect([heard.status, heard.json<Stored>().code]).toEqual([201, { text: 'created' }])
    expect(heard.headers.get('location')).toMatch(/\/Basic\/[^/]+\/_history\/1$/)
  })

  it('by update, plain and of a version', async () => {
    const body = basic('ada-put', 'ada', 'second')
    const heard = await app.own()('PUT', 'Basic/ada-put', { body })
    expect([heard.status, (await now('ada-put')).code.text]).toEqual([200, 'second'])
    const again = await app.own()('PUT', 'Basic/ada-put', {
      body: basic('ada-put', 'ada', 'third'),
      headers: { 'if-match': heard.headers.get('etag') as string },
    })
    expect([again.status, (await now('ada-put')).code.text]).toEqual([200, 'third'])
  })

  it.each(['PUT', 'PATCH', 'DELETE'])('but not where the version is another: %s', async (method) => {
    const sent = {
      PUT: { body: basic('ada-match', 'ada', 'lost') },
      PATCH: { body: text('lost'), headers: jsonPatch },
      DELETE: {},
    }[method] as { body?: object | string; headers?: Record<string, string> }
    const heard = await app.own()(method, 'Basic/ada-match', {
      ...sent,
      headers: { ...sent.headers, 'if-match': 'W/"77"' },
    })
    expect([409, 412]).toContain(heard.status)
    expect((await now('ada-match')).code.text).toBe('first match')
  })

  it('by JSON Patch', async () => {
    const heard = await app.own()('PATCH', 'Basic/ada-json', { body: text('patched'), headers: jsonPatch })
    expect([heard.status, (await now('ada-json')).code.text]).toEqual([200, 'patched'])
    expect((await now('ada-json')).subject).toEqual({ reference: 'Patient/ada' })
  })

  it('by FHIRPath Patch', async () => {
    const body = fhirPath('replace', 'Basic.code.text', { valueString: 'patched' })
    const heard = await app.own()('PATCH', 'Basic/ada-path', { body })
    expect([heard.status, (await now('ada-path')).code.text]).toEqual([200, 'patched'])
  })

  it('by delete', async () => {
    expect((await app.own()('DELETE', 'Basic/ada-deleted')).status).toBe(204)
    expect((await directly('GET', 'Basic/ada-deleted')).status).toBe(410)
  })

  it('by who may not read it, and then it does not come back', async () => {
    const body = basic('ada-put', 'ada', 'unread')
    const heard = await app.own('patient/Basic.u')('PUT', 'Basic/ada-put', { body })
    expect([heard.status, heard.text]).toEqual([200, ''])
  })
})

describe('nothing is written into or out of another record', () => {
  it.each([
    ['create', 'POST', 'Basic', { body: basic('', 'bruno', 'mine'), headers: {} }],
    ['create without anyone', 'POST', 'Basic', { body: { resourceType: 'Basic', code: { text: 'x' } } }],
    ['create of a Patient', 'POST', 'Patient', { body: { resourceType: 'Patient', active: true } }],
    ['create of what is nobody’s', 'POST', 'Organization', { body: { resourceType: 'Organization', name: 'x' } }],
    [
      'create with a pointer',
      'POST',
      'Observation',
      {
        body: {
          resourceType: 'Observation',
          status: 'final',
          code: { text: 'x' },
          subject: { reference: 'Patient/ada' },
          focus: [{ reference: 'Patient/bruno' }],
        },
      },
    ],
    ['update that moves', 'PUT', 'Basic/ada-kept', { body: basic('ada-kept', 'bruno', 'moved') }],
    ['update that takes', 'PUT', 'Basic/his-target', { body: basic('his-target', 'ada', 'taken') }],
    ['update with an own id', 'PUT', 'Basic/ada-chosen', { body: basic('ada-chosen', 'ada', 'new') }],
    [
      'JSON Patch that moves',
      'PATCH',
      'Basic/ada-kept',
      {
        body: JSON.stringify([{ op: 'replace', path: '/subject/reference', value: 'Patient/bruno' }]),
        headers: jsonPatch,
      },
    ],
    [
      'JSON Patch that lets go',
      'PATCH',
      'Basic/ada-kept',
      { body: JSON.stringify([{ op: 'remove', path: '/subject' }]), headers: jsonPatch },
    ],
    [
      'JSON Patch that tests',
      'PATCH',
      'Basic/his-target',
      {
        body: JSON.stringify([{ op: 'test', path: '/code/text', value: 'theirs' }]),
        headers: jsonPatch,
      },
    ],
    [
      'FHIRPath Patch that moves',
      'PATCH',
      'Basic/ada-kept',
      { body: fhirPath('replace', 'Basic.subject', { valueReference: { reference: 'Patient/bruno' } }) },
    ],
    [
      'FHIRPath Patch of another',
      'PATCH',
      'Basic/his-target',
      { body: fhirPath('replace', 'Basic.code.text', { valueString: 'taken' }) },
    ],
    ['delete', 'DELETE', 'Basic/his-target', {}],
    ['delete of one’s own Patient’s doctor', 'DELETE', 'Practitioner/dr-yew', {}],
  ] as const)('by %s', async (_, method, path, sent) => {
    const body = 'body' in sent && typeof sent.body === 'object' && 'id' in sent.body && sent.body.id === ''
    const { id: __, ...rest } = (body ? sent.body : {}) as { id?: string }
    const heard = await app.own()(method, path, body ? { ...sent, body: rest } : (sent as object))
    expect([400, 403, 404, 422]).toContain(heard.status)
    expect(heard.json()).toMatchObject({ resourceType: 'OperationOutcome' })
    expect(await now('ada-kept')).toMatchObject(basic('ada-kept', 'ada', 'first kept'))
    expect((await now('his-target')).meta.versionId).toBe('1')
    expect((await directly('GET', 'Basic/ada-chosen')).status).toBe(404)
  })
})

describe('conditions look at the own record alone', () => {
  const marked = (value: string) => `identifier=urn:example:write|${value}`
  const { id: _, ...mine } = basic('', 'ada', 'conditional')
  const create = (value: string, condition: string) =>
    app.own()('POST', 'Basic', {
      body: { ...mine, identifier: [{ system: 'urn:example:write', value }] },
      headers: { 'if-none-exist': condition },
    })

  it('so that another’s match is none', async () => {
    expect((await create('his', marked('his'))).status).toBe(201)
    expect((await create('his', marked('his'))).status).toBe(200)
    expect((await now('his-marked')).code.text).toBe('theirs')
  })

  it.each([
    'subject=Patient/bruno',
    'subject:Patient.family=Birch',
    'subject:Patient.identifier=urn:example:mrn|mrn-bruno',
    '_has:Provenance:target:agent=Practitioner/dr-fir',
    'author:Practitioner._has:Patient:general-practitioner:family=Birch',
  ])('and tell nothing of others: %s', async (condition) => {
    const heard = await create('told', condition)
    expect([201, 400, 403]).toContain(heard.status)
    expect(heard.headers.get('location') ?? '').not.toContain('his-')
  })

  it.each([
    ['PUT', `Basic?${marked('his')}`, { body: { ...mine, code: { text: 'taken' } } }],
    ['PUT', 'Basic?subject=Patient/bruno', { body: mine }],
    ['PATCH', `Basic?${marked('his')}`, { body: text('taken'), headers: jsonPatch }],
    ['DELETE', `Basic?${marked('his')}`, {}],
    ['DELETE', 'Basic?subject=Patient/bruno', {}],
    ['DELETE', 'Observation?patient=bruno', {}],
  ])('%s %s is as it is for what never was', async (method, path, sent) => {
    const [heard, never] = [
      await app.own()(method, path, sent),
      await app.own()(method, path.replace(/his|bruno/, 'none'), sent),
    ]
    expect([heard.status, heard.text]).toEqual([never.status, never.text])
    expect((await now('his-marked')).meta.versionId).toBe('1')
    expect((await directly('GET', 'Observation/bruno-pulse')).status).toBe(200)
  })
})
