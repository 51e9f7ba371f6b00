import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunningServer } from '../../src/server/start.ts'
import { friendly, startStub, stubGate } from './fixtures/gate.ts'
import { sendRaw } from './fixtures/raw.ts'

const gate = stubGate(friendly)
let server: RunningServer
beforeAll(async () => {
  server = await startStub(gate, { limits: { url: 1000, headers: 4000, headerCount: 20 } })
})
afterAll(() => server.close())

const get = (target: string, headers = '') => `GET ${target} HTTP/1.1\r\nHost: g\r\nConnection: close\r\n${headers}\r\n`

/** What is sent, the status, and whether the road may see it (it refuses hostile targets itself). */
const cases: [name: string, message: string, status: number, travels: boolean][] = [
  ['a search', get('/fhir/Patient?name=a'), 200, true],
  ['the base', get('/fhir'), 200, true],
  ['the base with a slash', get('/fhir/'), 200, true],
  ['the base with a query', get('/fhir?x=1'), 200, true],
  ['an encoded mount', get('/%66hir/Patient'), 200, true],
  ['an undecodable target in the mount', get('/fhir/%zz'), 200, true],
  ['invalid UTF-8 in the mount', get('/fhir/%ff'), 200, true],
  ['an empty segment', get('/fhir//Patient'), 200, true],
  ['dot segments', get('/fhir/metadata/../Patient'), 200, true],
  ['encoded dot segments', get('/fhir/%2e%2e/admin'), 200, true],
  ['a fragment', get('/fhir/Patient#x'), 200, true],
  ['a long path segment', get(`/fhir/${'a'.repeat(500)}`), 200, true],
  ['an unknown method of HTTP', get('/fhir/Patient').replace('GET', 'PURGE'), 200, true],
  ['TRACE', get('/fhir/Patient').replace('GET', 'TRACE'), 200, true],
  ['OPTIONS without CORS', get('/fhir/Patient').replace('GET', 'OPTIONS'), 200, true],
  [
    'a broken content type',
    get('/fhir/Patient', 'Content-Type: ;;\r\nContent-Length: 2\r\n').replace('GET', 'POST').concat('{}'),
    200,
    true,
  ],
  [
    'an upgrade to h2c, ignored',
    get('/fhir/Patient', 'Upgrade: h2c\r\n').replace('close', 'close, Upgrade'),
    200,
    true,
  ],
  ['the host alone', get('/'), 404, false],
  ['outside the mount', get('/other'), 404, false],
  ['a longer name than the mount', get('/fhirx/Patient'), 404, false],
  ['another case than the mount', get('/FHIR/Patient'), 404, false],
  ['an undecodable target elsewhere', get('/%zz'), 404, false],
  ['a network-path reference', get('//evil.example/fhir'), 404, false],
  ['POST outside the mount', get('/other', 'Content-Length: 0\r\n').replace('GET', 'POST'), 404, false],
  ['an asterisk', get('*'), 400, false],
  ['absolute form', get('http://evil.example/fhir/Patient'), 400, false],
  ['a target of 1,001 bytes', get(`/fhir/${'a'.repeat(995)}`), 414, false],
  ['headers of 4,001 bytes', get('/fhir/Patient', `X-Long: ${'a'.repeat(4000)}\r\n`), 431, false],
  ['headers beyond the parser', get('/fhir/Patient', `X-Long: ${'a'.repeat(20_000)}\r\n`), 431, false],
  ['21 headers', get('/fhir/Patient', Array.from({ length: 19 }, (_, i) => `X-${i}: a\r\n`).join('')), 431, false],
  ['no Host', 'GET /fhir/Patient HTTP/1.1\r\nConnection: close\r\n\r\n', 400, false],
  ['an unknown expectation', get('/fhir/Patient', 'Expect: 200-ok\r\n'), 417, false],
  ['an expectation that only contains 100-continue', get('/fhir/Patient', 'Expect: y 100-continue\r\n'), 417, false],
  [
    'both framings',
    get('/fhir/Patient', 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n').concat('0\r\n\r\n'),
    400,
    false,
  ],
  ['two lengths', get('/fhir/Patient', 'Content-Length: 3\r\nContent-Length: 3\r\n'), 400, false],
  ['a length that is no number', get('/fhir/Patient', 'Content-Length: 0x3\r\n'), 400, false],
  ['chunked not last', get('/fhir/Patient', 'Transfer-Encoding: chunked, gzip\r\n'), 400, false],
  ['a folded header', get('/fhir/Patient', 'X-A: a\r\n b\r\n'), 400, false],
  ['space before the colon', get('/fhir/Patient', 'X-A : a\r\n'), 400, false],
  ['a NUL in a header', get('/fhir/Patient', 'X-A: \0\r\n'), 400, false],
  ['a bare LF', 'GET /fhir HTTP/1.1\nHost: g\n\n', 400, false],
  ['an unknown version', 'GET /fhir HTTP/3.7\r\nHost: g\r\n\r\n', 400, false],
  ['a method that is none', 'PEEK /fhir HTTP/1.1\r\nHost: g\r\n\r\n', 400, false],
  ['a space in the target', get('/fhir/Pat ient'), 400, false],
  ['a TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400, false],
  ['CONNECT', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n', 405, false],
]

test.each(cases)('%s', async (_name, message, status, travels) => {
  const before = { travelled: gate.travelled.length, lines: gate.lines.length }
  const { text, statuses } = await sendRaw(server.url, [message])
  expect(statuses).toEqual([status])
  expect(gate.travelled.length - before.travelled).toBe(travels ? 1 : 0)
  expect(text.toLowerCase()).toContain('x-request-id: ')
  if (status !== 200) expect(text).toContain('"resourceType":"OperationOutcome"')
  await expect.poll(() => gate.lines.slice(before.lines).map((line) => line.status)).toEqual([status])
})

test('the target reaches the road exactly as sent', async () => {
  for (const target of ['/fhir/%zz?a=%zz', '/fhir/Patient?a=b&a=c#d', '/fhir/a%2Fb', '/fhir?']) {
    await sendRaw(server.url, [get(target)])
    expect(gate.travelled.at(-1)?.target).toBe(target)
  }
})

test('a body that breaks in the middle of its chunks is refused and the connection closed', async () => {
  const reading = stubGate(async (message) => {
    const body = await message.readBody(1000)
    return (await friendly(message)) && { ...(await friendly(message)), status: body === 'aborted' ? 400 : 200 }
  })
  const other = await startStub(reading)
  const head = 'POST /fhir HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n'
  const { statuses } = await sendRaw(other.url, [
    head,
    '5\r\nhello\r\n',
    'zz\r\nhello\r\n0\r\n\r\nGET /fhir HTTP/1.1\r\nHost: g\r\n\r\n',
  ])
  expect(statuses).toEqual([400])
  expect(reading.travelled).toHaveLength(1)
  await expect.poll(() => reading.lines).toHaveLength(1)
  await other.close()
})
