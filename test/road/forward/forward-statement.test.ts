import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Exchange } from '../../../src/exchange.ts'
import type { CapabilitiesInteraction } from '../../../src/fhir/interaction.ts'
import type { ClientMessage } from '../../../src/message.ts'
import type { Presence } from '../../../src/presence.ts'
import { forwardStatement } from '../../../src/road/forward/forward-statement.ts'
import { createStatements } from '../../../src/road/forward/statements.ts'
import type { RoadParts } from '../../../src/road/parts.ts'
import { ReceivedBody } from '../../../src/upstream/body.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const interaction = {
  kind: 'capabilities',
  controls: [],
  head: false,
  prefer: {},
  preconditions: {},
} as CapabilitiesInteraction
const message = { headers: {}, rawHeaders: [], remoteAddress: '192.0.2.1' } as unknown as ClientMessage

test('a statement that trickles without end is given up for all who wait for it, and the next one is asked anew', async () => {
  let asked = 0
  let ended = 0
  async function send(_request: unknown, presence: Presence) {
    asked += 1
    const body = new ReceivedBody({ pause() {}, resume() {}, abort() {} })
    body.push(Buffer.from('{'))
    const drip = setInterval(() => body.push(Buffer.from(' ')), 1000)
    presence.onLeave(() => {
      ended += 1
      clearInterval(drip)
      body.fail({ failed: 'aborted', detail: 'CLIENT_GONE' })
    })
    return { status: 200, headers: { 'content-type': 'application/fhir+json' }, body }
  }
  const parts = {
    statements: createStatements(() => performance.now()),
    upstream: { send },
    publicUrl: new URL('https://gate.example/fhir'),
    discovery: { oauthUris: async () => ({}) },
    publication: {},
  } as unknown as RoadParts
  const ask = () => forwardStatement(message, interaction, {} as Exchange, parts)

  const waiting = Promise.all([ask(), ask(), ask()])
  await vi.advanceTimersByTimeAsync(60_000)
  expect((await waiting).map(({ status }) => status)).toEqual([504, 504, 504])
  expect([asked, ended]).toEqual([1, 1])
  void ask()
  await vi.advanceTimersByTimeAsync(0)
  expect(asked).toBe(2)
})
