import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Road, startRoad, until } from '../../e2e/road.ts'
import { expectOwnHeaders } from '../../e2e/upstream-view.ts'
import { type HttpMessage, headerOf, readMessages } from '../../fixtures/http-bytes.ts'
import { type Random, randomFrom } from '../../fixtures/random.ts'
import { seed } from '../../fixtures/seed.ts'
import { made } from '../engine/grammar.ts'
import { converse } from './converse.ts'
import { ALL, conversation, FEW } from './messages.ts'
import { readStrictly, type StrictMessage } from './strict-reader.ts'

const connections = Number(process.env.GATEHOUSE_FUZZ_CONNECTIONS ?? 500)
const AT_ONCE = 8

let road: Road
let tokens: Readonly<Record<string, string>>
/** Records of the log by the id of their request. */
const logged = new Map<unknown, Record<string, unknown>[]>()
let logRead = 0

beforeAll(async () => {
  road = await startRoad({ sections: { server: { timeouts: { headers: '2s' } } } })
  tokens = { [ALL]: await road.tokenFor('user/*.cruds'), [FEW]: await road.tokenFor('user/Observation.rs') }
})
afterAll(() => road.stop())

/** With 50377121 a request went on that stood behind a message in another coding. */
const runs = [
  [500, 50377121],
  [connections, seed],
] as const

test.each(runs)(
  '%i connections of any bytes (GATEHOUSE_FUZZ_SEED=%i)',
  {
    timeout: 180_000 + connections * 100,
  },
  async (connections, seed) => {
    console.info(`writing on ${connections} connections with GATEHOUSE_FUZZ_SEED=${seed}`)
    const random = randomFrom(seed)
    const seen = { answers: 0, messages: 0, forwarded: 0 }
    for (let at = 0; at < connections; at += AT_ONCE) {
      const texts = Array.from({ length: Math.min(AT_ONCE, connections - at) }, () => made(conversation, random))
      const exchanges = await Promise.all(texts.map((text) => exchange(withTokens(text), random)))
      const strict = texts.map((text) => readStrictly(withTokens(text)))
      for (const [index, received] of exchanges.entries()) {
        const answers = await expectAnswers(received, strict[index]!, texts[index]!)
        seen.answers += answers
        seen.messages += strict[index]!.length
      }
      seen.forwarded += expectUpstream(strict.flat(), texts)
    }
    await until(() => road.gateway.logged.filter(({ message }) => message === 'access').length >= seen.answers)
    // One that was left by its client may end between the two counts.
    const ended = () => road.gateway.logged.filter(({ message }) => message === 'access').length
    await expect.poll(async () => (await countedRequests()) - ended()).toBe(0)
    expect(road.gateway.logged.filter(({ message }) => message === 'fault')).toEqual([])
    // A generator that only makes what is refused at once would prove nothing.
    expect(seen.forwarded).toBeGreaterThan(connections / 10)
    expect(seen.answers).toBeGreaterThan(connections / 2)
    console.info(JSON.stringify(seen))
    const alive = await road.ask({ method: 'GET', target: '/Patient/1' }, 'user/*.cruds')
    expect(alive.status).toBe(200)
  },
)

function withTokens(text: string): string {
  return text.replaceAll(/@ALL|@FEW/g, (name) => tokens[name]!)
}

/** Writes everything, in one piece or several. */
function exchange(text: string, random: Random): Promise<Buffer> {
  const bytes = Buffer.from(text, 'latin1')
  const cuts = random.chance(1 / 3) ? [random.below(bytes.length + 1), random.below(bytes.length + 1)] : []
  const from = [0, ...cuts.sort((a, b) => a - b)]
  const parts = from.map((start, at) => bytes.subarray(start, from[at + 1] ?? bytes.length))
  return converse(road.gateway.base, { parts, quiet: 30 })
}

/**
 * What came back is whole answers and nothing else, each with one record of the same status. Only what is a message without
 * doubt is answered otherwise than by a refusal, after which there is nothing.
 */
async function expectAnswers(received: Buffer, strict: readonly StrictMessage[], text: string): Promise<number> {
  const about = () =>
    `${JSON.stringify(text)} was answered ${JSON.stringify(received.toString('latin1').slice(0, 3000))}`
  const { answers, rest } = answersIn(received, strict)
  expect(rest.toString('latin1'), about()).toBe('')
  for (const [index, answer] of answers.entries()) {
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer.startLine)?.[1])
    const records = await recordsOf(headerOf(answer, 'x-request-id'))
    expect(
      records.map((record) => record.status),
      about(),
    ).toEqual([status])
    if (index >= strict.length) expect(status, about()).toBeGreaterThanOrEqual(400)
    if (status < 400) expect(allowed(strict[index]!), about()).toBe(true)
  }
  expect(answers.length, about()).toBeLessThanOrEqual(strict.length + 1)
  return answers.length
}

/**
 * The final answers, those to HEAD without a body. One that ends the connection, because what came behind could not be read,
 * may take the place of an answer to HEAD and has a body then.
 */
function answersIn(received: Buffer, strict: readonly StrictMessage[]) {
  const answers: HttpMessage[] = []
  for (let rest = received; ; ) {
    const isInterim = (line: string) => /^HTTP\/1\.1 (1\d\d|204|304)/.test(line)
    const bodiless = strict[answers.length]?.method === 'HEAD'
    const [first] = readMessages(rest, (line) => bodiless || isInterim(line)).messages
    const behind = rest.subarray(first?.raw.length ?? 0)
    const hasBody = bodiless && behind.length > 0 && !behind.toString('latin1', 0, 7).startsWith('HTTP/1.')
    const message = hasBody ? readMessages(rest).messages[0] : first
    if (message === undefined) return { answers, rest }
    if (hasBody) expect(headerOf(message, 'connection')).toBe('close')
    if (!message.startLine.startsWith('HTTP/1.1 1')) answers.push(message)
    rest = rest.subarray(message.raw.length)
  }
}

async function recordsOf(id: string | undefined): Promise<readonly Record<string, unknown>[]> {
  expect(id).toBeDefined()
  await until(() => {
    for (; logRead < road.gateway.logged.length; logRead++) {
      const record = road.gateway.logged[logRead]!
      if (record.message === 'access') logged.set(record.id, [...(logged.get(record.id) ?? []), record])
    }
    return logged.has(id)
  })
  return logged.get(id)!
}

/** Whether the caller of a message may have it: it is of a version that we speak and brings one token, and that is of one who may. */
function allowed({ headers, target, version }: StrictMessage): boolean {
  if (!/^HTTP\/1\.[01]$/.test(version)) return false
  if (version === 'HTTP/1.0' && headers.some(([name]) => name === 'transfer-encoding')) return false
  const credentials = headers.filter(([name]) => name === 'authorization').map(([, value]) => value)
  if (/^\/fhir\/metadata/.test(target)) return true
  if (credentials.length !== 1) return false
  return (
    credentials[0] === `Bearer ${tokens[ALL]}` ||
    (credentials[0] === `Bearer ${tokens[FEW]}` && target.includes('Observation'))
  )
}

/** What may reach the server, by the id in it: messages without doubt of those who may, which it has not received yet. */
const open = new Set<string>()
let receivedRead = 0

/** The server receives nothing else, and each once. A client that has left may have its request come late. */
function expectUpstream(strict: readonly StrictMessage[], texts: readonly string[]): number {
  for (const message of strict) if (allowed(message)) open.add(idIn(message.target + message.body))
  const { requests, leftovers } = road.upstream
  expect(leftovers).toEqual([])
  const from = receivedRead
  for (; receivedRead < requests.length; receivedRead++) {
    const request = requests[receivedRead]!
    expectOwnHeaders(request, road)
    const id = idIn(request.target + request.body.toString('latin1'))
    expect(
      open.delete(id),
      `${request.method} ${request.target} ${id} of ${brief(texts.find((text) => text.includes(id)) ?? '')}`,
    ).toBe(true)
  }
  return receivedRead - from
}

function brief(text: string): string {
  return JSON.stringify(text)
    .replaceAll(/a{50,}/g, 'a…')
    .slice(0, 4000)
}

function idIn(text: string): string {
  return /\bw[0-9a-z]+\b/.exec(text)?.[0] ?? 'none'
}

/** Sum of `gatehouse_requests_total`. */
async function countedRequests(): Promise<number> {
  const lines = (await road.gateway.metrics()).split('\n')
  const counts = lines.filter((line) => line.startsWith('gatehouse_requests_total{'))
  return counts.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
}
