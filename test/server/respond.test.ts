import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { Answer } from '../../src/message.ts'
import { respond } from '../../src/server/respond.ts'

const answer = { status: 200, headers: {}, body: 'whole' } as unknown as Answer
const writing = { requestId: 'r', fixed: [], lastOne: false }

const server = createServer((request, response) => {
  respond(request, response, answer, writing)
  if (request.url === '/leaves') response.destroy()
})
afterEach(() => server.close())

test('an answer whose client leaves before it is written harms no other', async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const asked = ['/stays', '/leaves', '/stays'].map((path) => fetch(base + path).then((response) => response.text()))
  const ended = await Promise.allSettled(asked)
  expect(ended.map((each) => (each.status === 'fulfilled' ? each.value : 'broken'))).toEqual([
    'whole',
    'broken',
    'whole',
  ])
  expect(await (await fetch(`${base}/stays`)).text()).toBe('whole')
})
