import { describe, expect, it } from 'vitest'
import type { Bundle } from './bundles.ts'
import { directly, useGateway } from './gateway.ts'

const gateway = useGateway()
const all = 'user/Basic.cruds'
const one = 'urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a'
const post = (entry: object[]) => ({ body: { resourceType: 'Bundle', type: 'transaction', entry } })
const put = (id: string, more: object = {}) => ({
  resource: { resourceType: 'Basic', id, code: { text: 'x' }, ...more },
  request: { method: 'PUT', url: `Basic/${id}` },
})
const create = (more: object = {}, fullUrl?: string) => ({
  ...(fullUrl && { fullUrl }),
  resource: { resourceType: 'Basic', code: { text: 'x' }, ...more },
  request: { method: 'POST', url: 'Basic' },
})

describe('a transaction', () => {
  it('is carried out whole, with references between its entries', async () => {
    const entry = [
      create({ subject: { reference: 'urn:uuid:0b9c4d2e-2f1a-4c3a-9d11-6f6f0d3b7a10' } }, one),
      create({}, 'urn:uuid:0b9c4d2e-2f1a-4c3a-9d11-6f6f0d3b7a10'),
    ]
    const heard = await gateway.as(all)('POST', '', post(entry))
    expect(heard.status).toBe(200)
    const bundle = heard.json<Bundle>()
    expect(bundle.type).toBe('transaction-response')
    const [first, second] = (bundle.entry ?? []).map(
      ({ response }) => response?.location?.split('/_history')[0] as string,
    )
    const made = (await directly('GET', first as string)).json<{ subject: { reference: string } }>()
    expect(made.subject.reference).toBe(second)
  })

  it('may read, search and delete beside writing', async () => {
    await directly('PUT', 'Basic/trans-gone', { body: put('trans-gone').resource })
    const entry = [
      { request: { method: 'DELETE', url: 'Basic/trans-gone' } },
      put('trans-kept'),
      { request: { method: 'GET', url: 'Basic/trans-kept' } },
      { request: { method: 'GET', url: 'Basic?_id=trans-kept&_include=*' } },
    ]
    const heard = await gateway.as(all)('POST', '', post(entry))
    expect(heard.status).toBe(200)
    const found = heard.json<Bundle>().entry ?? []
    expect(found.map(({ response }) => response?.status.slice(0, 3))).toEqual(['204', '201', '200', '200'])
    expect(found[1]?.response?.etag).toMatch(/^W\/"\d+"$/)
    expect(found[2]?.resource).toMatchObject({ resourceType: 'Basic', id: 'trans-kept' })
  })

  it('resolves a conditional reference for those who may search its type', async () => {
    const entry = [create({ subject: { reference: 'Patient?identifier=urn:example:mrn|mrn-ada' } })]
    expect((await gateway.as(all)('POST', '', post(entry))).status).toBe(403)
    const heard = await gateway.as(`${all} user/Patient.s`)('POST', '', post(entry))
    expect(heard.status).toBe(200)
    const location = heard.json<Bundle>().entry?.[0]?.response?.location as string
    expect((await directly('GET', location)).json()).toMatchObject({ subject: { reference: 'Patient/ada' } })
  })

  it('is rolled back whole when the server fails one entry, and tells it in its own words', async () => {
    const entry = [put('trans-back'), create({ subject: { reference: 'Patient/nobody' } })]
    const heard = await gateway.as(all)('POST', '', post(entry))
    expect(heard.status).toBe(400)
    expect(heard.json()).toMatchObject({ resourceType: 'OperationOutcome' })
    expect(heard.text).not.toContain('nobody')
    expect((await directly('GET', 'Basic/trans-back')).status).toBe(404)
  })

  it.each([
    ['another type', { request: { method: 'GET', url: 'Patient/ada' } }, 403],
    ['another permission', { request: { method: 'DELETE', url: 'Basic/trans-safe' } }, 403],
    ['a chain', { request: { method: 'GET', url: 'Basic?subject:Patient.family=Elm' } }, 403],
    ['a closed operation', { request: { method: 'GET', url: 'Basic/trans-safe/$diff' } }, 403],
    ['an address that cannot be read', { request: { method: 'GET', url: '/Basic/trans-safe' } }, 400],
    ['a body of another type', { ...put('trans-odd'), resource: { resourceType: 'Patient', id: 'trans-odd' } }, 400],
  ])('is refused whole for %s, in one outcome', async (_, entry, status) => {
    const heard = await gateway.as('user/Basic.crus')('POST', '', post([put('trans-refused'), entry]))
    expect(heard.status).toBe(status)
    expect(heard.json()).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] })
    expect((await directly('GET', 'Basic/trans-refused')).status).toBe(404)
  })

  it.each(['history', 'collection', 'document', 'message', 'searchset'])('is not a Bundle of type %s', async (type) => {
    const body = { resourceType: 'Bundle', type, entry: [put('trans-odd')] }
    expect((await gateway.as('system/*.cruds')('POST', '', { body })).status).toBe(400)
    expect((await directly('GET', 'Basic/trans-odd')).status).toBe(404)
  })
})
