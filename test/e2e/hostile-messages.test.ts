import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { headerOf } from '../fixtures/http-bytes.ts'
import { sendBytes } from '../fixtures/raw-client.ts'
import { forgedHeaders } from './forged-headers.ts'
import { connections, framing, type HostileMessage, heads } from './hostile-messages.ts'
import { type Road, startRoad, until } from './road.ts'
import { expectOwnHeaders, receivedBy } from './upstream-view.ts'

let road: Road
let token: string
beforeAll(async () => {
  road = await startRoad({ sections: { server: { timeouts: { headers: '3s' } } } })
  token = await road.tokenFor('user/*.cruds')
})
afterAll(() => road.stop())

describe.each([
  ['framing', framing],
  ['heads', heads],
  ['connections', connections],
  ['headers', forgedHeaders],
] as const)('%s', (_group, messages) => {
  test.each(messages)('$name', async ({ parts, statuses, received = [] }: HostileMessage) => {
    road.upstream.clear()
    const lines = road.gateway.logged.length
    const { answers, bytes } = await sendBytes(
      road.gateway.base,
      parts.map((part) => part.replaceAll('@TOKEN', token)),
    )
    expect(
      answers.map(({ status }) => status),
      bytes.toString('latin1').slice(0, 400),
    ).toEqual(statuses)
    // Nothing stands in the middle of an answer.
    for (const { body } of answers) if (body.length > 0) expect(JSON.parse(String(body))).toBeDefined()
    expect(receivedBy(road)).toEqual(received)
    expect(road.upstream.leftovers).toEqual([])
    for (const request of road.upstream.requests) expectOwnHeaders(request, road)
    const logged = () => road.gateway.logged.slice(lines).filter(({ message }) => message === 'access')
    await until(() => logged().length >= statuses.length)
    const told = answers.map((answer) => [headerOf(answer, 'x-request-id'), answer.status])
    expect(logged().map(({ id, status }) => [id, status])).toEqual(told)
  })
})
