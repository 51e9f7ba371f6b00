import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { authorize } from '../../src/authorize/authorize.ts'
import { type Interaction, isBundle } from '../../src/fhir/interaction.ts'
import { isRefusal, type Refusal } from '../../src/fhir/refusal.ts'
import { checkRepeatedHeaders } from '../../src/fhir/repeated-headers.ts'
import { writeBundle } from '../../src/fhir/write/bundle.ts'
import { type WritableInteraction, writeRequest } from '../../src/fhir/write/request.ts'
import { type Hostile, loadCorpus } from '../corpus/corpus.ts'
import { headerOf } from '../fixtures/http-bytes.ts'
import { languageOf, read } from '../fixtures/language.ts'
import { authorityOf, callerWith, circumstances } from '../fixtures/principal.ts'
import { type RawAnswer, sendBytes } from '../fixtures/raw-client.ts'
import type { ReceivedRequest } from '../fixtures/recording-upstream.ts'
import { accessRecordOf, type Road, startRoad } from './road.ts'
import { expectOwnHeaders } from './upstream-view.ts'

const SCOPES = 'user/*.cruds'
const language = languageOf()
const authority = authorityOf(language.definitions)
const corpus = loadCorpus()
let road: Road
let token: string
let forwarded = 0

beforeAll(async () => {
  road = await startRoad()
  token = await road.tokenFor(SCOPES)
})
afterAll(() => road.stop())

describe.each([...new Set(corpus.map(({ kind }) => kind))])('a hostile %s', (kind) => {
  test.each(corpus.filter((hostile) => hostile.kind === kind))('$name', async (hostile) => {
    road.upstream.clear()
    const answer = await sent(hostile)
    const { requests, leftovers } = road.upstream
    expect(leftovers).toEqual([])
    expect(requests.length).toBeLessThanOrEqual(1)
    for (const request of requests) {
      forwarded++
      expectOwnHeaders(request, road)
      expect(spell(request)).toEqual(decided(hostile))
      expect(headerOf(request, 'x-request-id')).toBe(headerOf(answer, 'x-request-id'))
    }
    const record = await accessRecordOf(road.gateway, answer)
    expect(record.status).toBe(answer.status)
    if (requests.length > 0) expect(record.decision).toBe('permit')
    if (record.decision !== 'permit') expect(answer.status).toBeGreaterThanOrEqual(400)
  })
})

test('the corpus is large, and some of it is understood', () => {
  expect(corpus.length).toBeGreaterThanOrEqual(450)
  expect(forwarded).toBeGreaterThan(50)
})

async function sent({ method, target, headers, body }: Hostile): Promise<RawAnswer> {
  const lines = [
    `${method} /fhir${target} HTTP/1.1`,
    'Host: g',
    `Authorization: Bearer ${token}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [`Content-Length: ${body.length}`]),
    'Connection: close',
  ]
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)
  const { answers, bytes } = await sendBytes(road.gateway.base, [Buffer.concat([head, body ?? Buffer.alloc(0)])], {
    head: method === 'HEAD',
  })
  if (answers.length !== 1) throw new Error(`${answers.length} answers: ${bytes.toString('latin1')}`)
  return answers[0]!
}

interface Spelled {
  readonly line: string
  readonly body: string
}

function spell({ method, target, body }: ReceivedRequest): Spelled {
  return { line: `${method} ${target}`, body: body.toString('latin1') }
}

/** The request that the decision permits, worked out from the bytes the client sent and nothing of what was received. */
function decided(hostile: Hostile): Spelled | undefined {
  const interaction = interpretation(hostile)
  if (isRefusal(interaction) || interaction.kind === 'page') return undefined
  const decision = authorize(interaction, callerWith(SCOPES, language.definitions), authority, circumstances)
  if (decision.effect === 'deny') return undefined
  const { interaction: permitted } = decision
  const kept = isBundle(permitted)
    ? permitted.entries.filter((_entry, index) => decision.entries?.[index]?.effect === 'permit')
    : []
  const written = isBundle(permitted) ? writeBundle(permitted, kept) : writeRequest(permitted as WritableInteraction)
  const { method, path, query, body = Buffer.alloc(0) } = written
  return { line: `${method} /fhir${path && `/${path}`}${query && `?${query}`}`, body: body.toString('latin1') }
}

function interpretation({ headers, method, target, body }: Hostile): Interaction | Refusal {
  const repeated = checkRepeatedHeaders(headers.flat())
  if (repeated) return repeated
  const lower = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), overTheWire(value)]))
  const below = overTheWire(`/fhir${target}`).slice('/fhir'.length)
  return read({ method, target: below || '/', headers: lower, body }, language)
}

/** HTTP/1.1 carries bytes, has white space around what it carries, and ends a header at its line's end. */
function overTheWire(text: string): string {
  const [line = ''] = Buffer.from(text).toString('latin1').split('\r\n')
  return line.replaceAll(/^[ \t]+|[ \t]+$/g, '')
}
