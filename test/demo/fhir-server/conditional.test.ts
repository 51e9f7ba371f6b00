import { afterEach, beforeEach, expect, test } from 'vitest'
import { startWithSample, type TestServer } from './client.ts'

const identified = (value: string, more: object = {}) => ({
  resourceType: 'Patient',
  identifier: [{ system: 's', value }],
  ...more,
})
let server: TestServer
beforeEach(async () => {
  const data = [
    { ...identified('one'), id: 'p1' },
    { ...identified('twins'), id: 'p2' },
    { ...identified('twins'), id: 'p3' },
  ]
  server = await startWithSample({ data })
})
afterEach(() => server.stop())

const JSON_PATCH = { 'content-type': 'application/json-patch+json' }
const patch = '[{"op":"add","path":"/active","value":true}]'
test.each<[request: string, body: unknown, headers: Record<string, string>, status: number, location: RegExp | null]>([
  ['POST Patient', identified('new'), { 'if-none-exist': 'identifier=s|new' }, 201, /Patient\/1001\/_history\/1$/],
  ['POST Patient', identified('one'), { 'if-none-exist': 'identifier=s|one' }, 200, /Patient\/p1\/_history\/1$/],
  ['POST Patient', identified('twins'), { 'if-none-exist': 'identifier=s|twins' }, 412, null],
  ['POST Patient', identified('x'), { 'if-none-exist': 'nonsense=1' }, 400, null],
  ['POST Patient', identified('x'), { 'if-none-exist': '' }, 412, null],
  ['PUT Patient?identifier=s|new', identified('new'), {}, 201, /Patient\/1001\/_history\/1$/],
  ['PUT Patient?identifier=s|new', identified('new', { id: 'own' }), {}, 201, /Patient\/own\/_history\/1$/],
  ['PUT Patient?identifier=s|one', identified('one'), {}, 200, /Patient\/p1\/_history\/2$/],
  ['PUT Patient?identifier=s|one', identified('one', { id: 'p9' }), {}, 400, null],
  ['PUT Patient?identifier=s|twins', identified('twins'), {}, 412, null],
  ['PUT Patient', identified('one'), {}, 412, null],
  ['PATCH Patient?identifier=s|one', patch, JSON_PATCH, 200, /Patient\/p1\/_history\/2$/],
  ['PATCH Patient?identifier=s|new', patch, JSON_PATCH, 404, null],
  ['PATCH Patient?identifier=s|twins', patch, JSON_PATCH, 412, null],
  ['DELETE Patient?identifier=s|one', undefined, {}, 204, null],
  ['DELETE Patient?identifier=s|new', undefined, {}, 204, null],
  ['DELETE Patient?identifier=s|twins', undefined, {}, 412, null],
  ['DELETE Patient', undefined, {}, 412, null],
])('%s %j %j: %i', async (request, body, headers, status, location) => {
  const reply = await server.call(request, body, headers)
  expect(reply.status).toBe(status)
  if (location) expect(reply.headers.get('location')).toMatch(location)
  if (status >= 400) expect(server.store.log()).toHaveLength(3)
})

test('a conditional delete of one deletes that one', async () => {
  await server.call('DELETE Patient?identifier=s|one')
  expect(server.store.all('Patient').map(({ id }) => id)).toEqual(['p2', 'p3'])
})
