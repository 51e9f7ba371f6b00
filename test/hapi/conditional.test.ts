import { describe, expect, it } from 'vitest'
import { type Bundle, names } from './bundles.ts'
import { directly, useGateway } from './gateway.ts'

const gateway = useGateway()
const all = 'user/Basic.cruds'
const system = 'urn:example:conditional'
const jsonPatch = { 'content-type': 'application/json-patch+json' }

/** A Basic that a search for `identifier` finds. */
const basic = (value: string, text: string, id?: string) => ({
  resourceType: 'Basic',
  ...(id && { id }),
  identifier: [{ system, value }],
  code: { text },
})
const where = (value: string) => `identifier=${system}|${value}`
const found = async (value: string) => names((await directly('GET', `Basic?${where(value)}`)).json<Bundle>())

describe('conditional create', () => {
  it('creates once, and then gives what is there', async () => {
    const sent = { body: basic('create', 'one'), headers: { 'if-none-exist': where('create') } }
    const [first, second] = [await gateway.as(all)('POST', 'Basic', sent), await gateway.as(all)('POST', 'Basic', sent)]
    expect([first.status, second.status]).toEqual([201, 200])
    expect(second.headers.get('location')).toBe(first.headers.get('location'))
    expect(await found('create')).toHaveLength(1)
  })

  it.each([
    ['type', () => 'Basic?'],
    ['address', () => `${gateway.base()}/Basic?`],
  ])('is taken with the %s before its criteria, as clients write it', async (name, before) => {
    const sent = { body: basic(`by-${name}`, 'one'), headers: { 'if-none-exist': before() + where(`by-${name}`) } }
    expect((await gateway.as(all)('POST', 'Basic', sent)).status).toBe(201)
    expect((await gateway.as(all)('POST', 'Basic', sent)).status).toBe(200)
    expect(await found(`by-${name}`)).toHaveLength(1)
  })

  it('is 412 for several matches, without naming them', async () => {
    for (const id of ['many-a', 'many-b']) await directly('PUT', `Basic/${id}`, { body: basic('many', 'x', id) })
    const sent = { body: basic('many', 'x'), headers: { 'if-none-exist': where('many') } }
    const heard = await gateway.as(all)('POST', 'Basic', sent)
    expect(heard.status).toBe(412)
    expect(heard.text).not.toContain('many')
  })

  it.each([
    ['without search', 'user/Basic.cru', where('create')],
    ['by a chain that is not open', all, 'subject:Patient.family=Elm'],
  ])('is refused %s, and creates nothing', async (_, scope, condition) => {
    const sent = { body: basic('refused', 'x'), headers: { 'if-none-exist': condition } }
    expect((await gateway.as(scope)('POST', 'Basic', sent)).status).toBe(403)
    expect(await found('refused')).toEqual([])
  })

  it.each(['', '_count=1', 'secret=1', 'http://elsewhere.example/Basic?code=x'])(
    'is not understood by "%s"',
    async (condition) => {
      const sent = { body: basic('empty', 'x'), headers: { 'if-none-exist': condition } }
      expect((await gateway.as('system/*.cruds')('POST', 'Basic', sent)).status).toBe(400)
      expect(await found('empty')).toEqual([])
    },
  )
})

describe('conditional update', () => {
  it('creates and then updates', async () => {
    const ask = gateway.as(all)
    const path = `Basic?${where('update')}`
    const first = await ask('PUT', path, { body: basic('update', 'one') })
    expect(first.status).toBe(201)
    const second = await ask('PUT', path, { body: basic('update', 'two') })
    expect([second.status, second.json().code]).toEqual([200, { text: 'two' }])
    expect(await found('update')).toHaveLength(1)
  })

  it.each(['user/Basic.crud', 'user/Basic.ruds', 'user/Basic.crds'])('is closed to %s', async (scope) => {
    const heard = await gateway.as(scope)('PUT', `Basic?${where('closed')}`, { body: basic('closed', 'x') })
    expect(heard.status).toBe(403)
    expect(await found('closed')).toEqual([])
  })

  it('needs criteria', async () => {
    expect((await gateway.as('system/*.cruds')('PUT', 'Basic', { body: basic('none', 'x') })).status).toBe(400)
  })
})

describe('conditional patch', () => {
  const body = [{ op: 'replace', path: '/code/text', value: 'patched' }]

  it('changes the one match', async () => {
    await directly('PUT', 'Basic/patch-one', { body: basic('patch', 'one', 'patch-one') })
    const heard = await gateway.as(all)('PATCH', `Basic?${where('patch')}`, { body, headers: jsonPatch })
    expect([heard.status, heard.json().code]).toEqual([200, { text: 'patched' }])
    expect((await directly('GET', 'Basic/patch-one')).text).toContain('patched')
  })

  it('is 404 for none and 412 for several', async () => {
    for (const id of ['patch-a', 'patch-b']) await directly('PUT', `Basic/${id}`, { body: basic('several', 'x', id) })
    const ask = gateway.as(all)
    expect((await ask('PATCH', `Basic?${where('nothing')}`, { body, headers: jsonPatch })).status).toBe(404)
    expect((await ask('PATCH', `Basic?${where('several')}`, { body, headers: jsonPatch })).status).toBe(412)
  })

  it('needs search', async () => {
    const heard = await gateway.as('user/Basic.crud')('PATCH', `Basic?${where('patch')}`, { body, headers: jsonPatch })
    expect(heard.status).toBe(403)
  })
})

describe('conditional delete', () => {
  it('deletes all that match and no other', async () => {
    for (const id of ['delete-a', 'delete-b']) await directly('PUT', `Basic/${id}`, { body: basic('delete', 'x', id) })
    await directly('PUT', 'Basic/delete-kept', { body: basic('delete-not', 'x', 'delete-kept') })
    const heard = await gateway.as(all)('DELETE', `Basic?${where('delete')}`)
    expect([heard.status, heard.text]).toEqual([204, ''])
    expect(await found('delete')).toEqual([])
    expect(await found('delete-not')).toEqual(['Basic/delete-kept'])
  })

  it.each([
    ['without criteria', 'Basic', 'system/*.cruds', 400],
    ['with control parameters alone', 'Basic?_count=1', 'system/*.cruds', 400],
    ["with a server's own switch", 'Basic?code=x&_expunge=true', 'system/*.cruds', 400],
    ['with cascading', 'Basic/delete-safe?_cascade=delete', 'system/*.cruds', 400],
    ['without search', `Basic?${where('delete-safe')}`, 'user/Basic.crud', 403],
    ['without delete', `Basic?${where('delete-safe')}`, 'user/Basic.crus', 403],
    ['of everything', '', 'system/*.cruds', 405],
  ])('is refused %s', async (_, path, scope, status) => {
    await directly('PUT', 'Basic/delete-safe', { body: basic('delete-safe', 'x', 'delete-safe') })
    expect((await gateway.as(scope)('DELETE', path)).status).toBe(status)
    expect((await directly('GET', 'Basic/delete-safe')).status).toBe(200)
  })
})
