import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadCorpus } from '../corpus/corpus.ts'
import { type Road, startRoad } from '../e2e/road.ts'
import { headerOf } from '../fixtures/http-bytes.ts'
import { randomFrom } from '../fixtures/random.ts'
import { seed } from '../fixtures/seed.ts'
import { made } from '../fuzz/engine/grammar.ts'
import { converse } from '../fuzz/wire/converse.ts'
import { conversation } from '../fuzz/wire/messages.ts'
import { readStrictly, type StrictMessage } from '../fuzz/wire/strict-reader.ts'
import { send, statusOf } from './client.ts'
import { type FrontProxy, proxiesHere, startProxy } from './proxies.ts'
import { pathOf, readingOf } from './reading.ts'
import { startTap, type Tap } from './tap.ts'

const names = await proxiesHere()
const CLIENT = '127.0.0.2'
const conversations = Number(process.env.GATEHOUSE_FUZZ_CONNECTIONS ?? 300)

function decoded(base64: string | undefined): string | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString()
}

/** Whether a path of the proxy's is the one that the gateway read below its base. */
function isBelowBase(path: string | undefined, ours: string | undefined): boolean {
  return ours !== undefined && path?.replace(/^\/fhir\/?/, '').replace(/\/$/, '') === ours
}

describe.each(names)('behind %s', (name) => {
  let road: Road
  let tap: Tap
  let front: FrontProxy
  let all: string
  let few: string

  beforeAll(async () => {
    road = await startRoad({ sections: { server: { trustedProxies: ['127.0.0.1/32'], timeouts: { headers: '2s' } } } })
    tap = await startTap(road.gateway.base)
    front = await startProxy(name, tap.port)
    all = await road.tokenFor('user/*.cruds')
    few = await road.tokenFor('user/Observation.rs')
  })
  afterAll(async () => {
    await front?.stop()
    await tap?.stop()
    await road?.stop()
  })

  function head(line: string, headers: readonly string[], token = all): string {
    const own = ['Host: g', `Authorization: Bearer ${token}`, 'Connection: close']
    return `${[`${line} HTTP/1.1`, ...own, ...headers].join('\r\n')}\r\n\r\n`
  }

  /** What the proxy sent on, every byte of which must be part of a message without doubt. */
  function passedOn(): readonly StrictMessage[] {
    return tap.connections().flatMap((bytes) => readStrictly(bytes))
  }

  test('the hostile corpus is understood as its bytes say, by the gateway and by the proxy', {
    timeout: 300_000,
  }, async () => {
    const counts = { sent: 0, refusedByProxy: 0, passedOn: 0, forwarded: 0, otherPath: 0, encoded: 0 }
    for (const [at, { method, target, headers, body }] of loadCorpus().entries()) {
      const name = `c${at}`
      const lines = [`X-Case: ${name}`, ...headers.map(([each, value]) => `${each}: ${value}`)]
      const length = body === undefined ? [] : [`Content-Length: ${body.length}`]
      const bytes = Buffer.concat([
        Buffer.from(head(`${method} /fhir${target}`, [...lines, ...length])),
        body ?? Buffer.alloc(0),
      ])
      tap.clear()
      road.upstream.clear()
      await send(front.url, bytes.toString('latin1'))
      const messages = passedOn()
      const received = road.upstream.requests.map(
        (each) => `${each.method} ${each.target}\n${each.body.toString('latin1')}`,
      )
      const about = `${method} ${target} ${JSON.stringify(headers)}`
      counts.sent++
      expect(messages.length, about).toBeLessThanOrEqual(1)
      expect(road.upstream.leftovers, about).toEqual([])
      const [message] = messages
      if (message === undefined) {
        counts.refusedByProxy++
        expect(received, about).toEqual([])
        continue
      }
      counts.passedOn++
      // The CapabilityStatement is not asked for each time.
      const reading = [readingOf(message, all)].filter((each) => each !== undefined)
      if (!target.startsWith('/metadata')) expect(received, about).toEqual(reading)
      const seenPath = (await front.pathOf(name)) ?? decoded(headerOf(message, 'x-seen-path'))
      const ours = pathOf(message)
      const agree = isBelowBase(seenPath, ours)
      if (!agree) counts.otherPath++
      if (received.length === 0) continue
      counts.forwarded++
      // A rule of the proxy on paths, decoded, decides on the very path that is asked for.
      expect(agree, `${about}: ${seenPath}, not ${ours}`).toBe(true)
      const raw = headerOf(message, 'x-raw-path')
      if (raw !== undefined && !isBelowBase(raw, ours)) {
        counts.encoded++
        expect(raw, about).toContain('%')
      }
      expect(String(message.body.length), about).toBe(headerOf(message, 'x-seen-length') || String(message.body.length))
    }
    console.info(`${front.name}: ${JSON.stringify(counts)}`)
    expect(counts.forwarded).toBeGreaterThan(50)
    if (front.name === 'haproxy') expect(counts.encoded).toBeGreaterThan(0)
  })

  test(`${conversations} conversations of any bytes never become another's (GATEHOUSE_FUZZ_SEED=${seed})`, {
    timeout: 180_000 + conversations * 200,
  }, async () => {
    console.info(`${front.name}: ${conversations} conversations with GATEHOUSE_FUZZ_SEED=${seed}`)
    const random = randomFrom(seed)
    let received = 0
    // A request of one who has left may come to the server later than what is sent after it.
    const messages: StrictMessage[] = []
    road.upstream.clear()
    for (let at = 0; at < conversations; at++) {
      // Whoever attacks may see Observations only, whatever the token is called.
      const text = made(conversation, random).replaceAll(/@ALL|@FEW/g, few)
      tap.clear()
      const victim = `victim${at}`
      const [, answers] = await Promise.all([
        converse(front.url, { parts: [Buffer.from(text, 'latin1')], quiet: 30, localAddress: CLIENT }),
        send(front.url, head(`GET /fhir/Patient/${victim}`, [])),
      ])
      const about = JSON.stringify(text.replaceAll(few, '@FEW')).slice(0, 3000)
      expect(
        answers.map((each) => [statusOf(each), JSON.parse(each.body.toString()).id]),
        about,
      ).toEqual([[200, victim]])
      messages.push(...passedOn())
      for (; received < road.upstream.requests.length; received++) {
        const { target, method } = road.upstream.requests[received]!
        const expected = target === `/fhir/Patient/${victim}` || target.startsWith('/fhir/Observation')
        expect(expected, `${method} ${target} of ${about}`).toBe(true)
        const from = messages.filter((each) =>
          [all, few].some((token) => readingOf(each, token)?.startsWith(`${method} ${target}\n`)),
        )
        expect(from.length, `${method} ${target} of ${about}`).toBeGreaterThan(0)
      }
    }
    expect(received).toBeGreaterThanOrEqual(conversations)
    expect(road.upstream.leftovers).toEqual([])
  })

  test.each([
    ['X-Forwarded-For: 6.6.6.6'],
    ['X-Forwarded-For: 6.6.6.6, 127.0.0.1'],
    ['x-forwarded-for: 6.6.6.6\r\nX-Forwarded-For: 7.7.7.7'],
    ['X-Forwarded-For:'],
    ['X-Forwarded-For: 127.0.0.1'],
    ['X_Forwarded_For: 6.6.6.6'],
    ['Forwarded: for=6.6.6.6'],
    ['X-Real-IP: 6.6.6.6'],
    ['Connection: X-Forwarded-For'],
  ])('%s of a client does not say where it is', async (line) => {
    road.upstream.clear()
    const [answer] = await send(front.url, head('GET /fhir/Patient/1', [line]), CLIENT)
    expect(statusOf(answer!)).toBe(200)
    const [request] = road.upstream.requests
    expect(headerOf(request!, 'x-forwarded-for')).toBe(CLIENT)
  })

  test.each(['Client-Cert', 'client-cert', 'Client_Cert', 'CLIENT-CERT'])(
    '%s of a client is nobody’s certificate',
    async (header) => {
      const certificate = Buffer.from('certificate')
      const thumbprint = createHash('sha256').update(certificate).digest('base64url')
      const bound = await road.issuer.mint({ scope: 'user/*.cruds', cnf: { 'x5t#S256': thumbprint } })
      const line = `${header}: :${certificate.toString('base64')}:`
      road.upstream.clear()
      const [forged] = await send(front.url, head('GET /fhir/Patient/1', [line], bound), CLIENT)
      expect(statusOf(forged!)).toBe(401)
      const [direct] = await send(road.gateway.base, head('GET /fhir/Patient/1', [line], bound), CLIENT)
      expect(statusOf(direct!)).toBe(401)
      expect(road.upstream.requests).toEqual([])
    },
  )

  test('the same header of the proxy itself would be one', async () => {
    const certificate = Buffer.from('certificate')
    const thumbprint = createHash('sha256').update(certificate).digest('base64url')
    const bound = await road.issuer.mint({ scope: 'user/*.cruds', cnf: { 'x5t#S256': thumbprint } })
    const line = `Client-Cert: :${certificate.toString('base64')}:`
    const [answer] = await send(road.gateway.base, head('GET /fhir/Patient/1', [line], bound), '127.0.0.1')
    expect(statusOf(answer!)).toBe(200)
  })
})
