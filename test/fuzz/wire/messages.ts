import type { Random } from '../../fixtures/random.ts'
import { all, chars, type Grammar, made, many, maybe, mostly, one } from '../engine/grammar.ts'

/** Stand in for access tokens: of one who may do everything, of one who may see Observations only, and of nobody. */
export const ALL = '@ALL'
export const FEW = '@FEW'

let named = 0
/** An id that stands in no other message, so that what the server receives tells which one it was. */
const ownId: Grammar = () => `w${(named++).toString(36)}`

const target: Grammar = mostly(
  one(
    all('/fhir/Patient/', ownId),
    all('/fhir/Observation/', ownId),
    all('/fhir/Patient/', ownId),
    all('/fhir/Patient?_id=', ownId),
  ),
  all('http://g/fhir/Patient/', ownId),
  all('//g/fhir/Patient/', ownId),
  all('/fhir/../Patient/', ownId),
  all('/fhir/Patient/', ownId, '#a'),
  ...['*', 'g:443', '/', ''],
)
const version = mostly(
  one('HTTP/1.1', 'HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0'),
  ...['HTTP/0.9', 'HTTP/1.2', 'HTTP/2.0', 'http/1.1', 'HTTP/1.1 ', 'HTTP/11', ''],
)
const eol = (random: Random) => made(mostly('\r\n', '\n', '\r', '\r\r\n', '\n\r', '\0\r\n'), random)
const rarely = (...wrong: readonly Grammar[]) => mostly('', ...wrong)

const authorization = mostly(
  one(`Authorization: Bearer ${ALL}`, `Authorization: Bearer ${ALL}`, `authorization: Bearer ${FEW}`, 'X-Nobody: 1'),
  `Authorization: Bearer ${FEW}\r\nAuthorization: Bearer ${ALL}`,
  `Authorization : Bearer ${ALL}`,
  `Authorization: Bearer\r\n ${ALL}`,
  `Proxy-Authorization: Bearer ${ALL}`,
)
const field: Grammar = one(
  all(
    'Connection: ',
    one('keep-alive', 'close', 'Upgrade', 'Authorization', 'keep-alive, X-A', 'close, Content-Length'),
  ),
  all('Upgrade: ', one('websocket', 'h2c', 'TLS/1.0')),
  'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA',
  all('Expect: ', one('100-continue', '100-continue, x', '200-ok')),
  all('TE: ', one('trailers', 'chunked')),
  'Trailer: Authorization',
  'Early-Data: 1',
  'Accept: application/fhir+json',
  all('X-A: ', chars('ab \t\x7f\xe9;,"', 0, 6)),
  all(chars('aX-_.~!', 1, 5), ': 1'),
  'Host: other',
  'X-Forwarded-For: 6.6.6.6',
  all('X-Long: ', chars('a', 1000, 3000)),
)
const oddField: Grammar = one(
  ...[
    'X-A: a\r\n b',
    'X-A : 1',
    ': 1',
    'X-A',
    ' X-A: 1',
    'X A: 1',
    'X-A: a\rb',
    'X-A: a\nB: b',
    'X-A: \0',
    'X-\xe9: 1',
    '\tX: 1',
  ],
)
const fields: Grammar = many(all(mostly(field, oddField), eol), 0, 3)

const smuggled: Grammar = all(
  'GET /fhir/Patient/',
  ownId,
  ` HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer ${ALL}\r\n\r\n`,
)
const content: Grammar = mostly(
  all('{"resourceType":"Patient","x":"', ownId, '"}'),
  smuggled,
  all('0\r\n\r\n', smuggled),
  '',
  chars('{}"a:', 0, 30),
)

/** A body with its framing headers in front of the empty line, right or wrong. */
function framed(random: Random): string {
  const body = made(content, random)
  const chunks = made(chunked(body), random)
  const length = `Content-Length: ${body.length}`
  const ways: readonly Grammar[] = [
    ...[`${length}\r\n\r\n${body}`, `${length}\r\n\r\n${body}`, `${length}\r\n\r\n${body}`],
    ...[`Transfer-Encoding: chunked\r\n\r\n${chunks}`, `Transfer-Encoding: chunked\r\n\r\n${chunks}`],
    `${length}\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`,
    `Transfer-Encoding: chunked\r\n${length}\r\n\r\n${body}`,
    `${length}\r\n${length}\r\n\r\n${body}`,
    `${length}\r\nContent-Length: 0\r\n\r\n${body}`,
    `Content-Length: ${body.length + 1}\r\n\r\n${body}`,
    `Content-Length: ${Math.max(0, body.length - 7)}\r\n\r\n${body}`,
    all('Content-Length: ', one('+', '-', '0x', ' 0', '', '1e1', '0,'), `${body.length}\r\n\r\n${body}`),
    all(
      one('Transfer-Encoding', 'Transfer-Encoding ', 'transfer-encoding', 'Transfer_Encoding'),
      one(': ', ':', ':\t', ': \x0b'),
      one(
        'chunked, identity',
        'xchunked',
        'chunked\r\nTransfer-Encoding: chunked',
        'Chunked',
        'gzip, chunked',
        '"chunked"',
        'chunked;a=b',
      ),
      maybe(`\r\n${length}`),
      `\r\n\r\n${chunks}`,
    ),
  ]
  return made(random.chance(1 / 2) ? ways[random.below(5)]! : random.pick(ways), random)
}

function chunked(body: string): Grammar {
  const size = (text: string) =>
    mostly(
      text.length.toString(16),
      `0${text.length.toString(16)}`,
      `0x${text.length.toString(16)}`,
      `+${text.length.toString(16)}`,
      `${text.length.toString(16)} `,
      'fffffffff',
    )
  const extension = mostly('', ';a=b', ';a="\r\n"', ';a\n', ';', ' ;a', `;${'a'.repeat(5000)}`)
  const chunk = (text: string) =>
    all(size(text), extension, rarely('\n', '\r', '\0'), '\r\n', text, mostly('\r\n', '\n', 'x\r\n', ''))
  const trailers = mostly(
    '',
    `Authorization: Bearer ${ALL}\r\n`,
    'Content-Length: 5\r\n',
    'X-A: a\r\n b\r\n',
    'X-A\r\n',
  )
  const half = body.length >> 1
  const parts = half > 0 ? [chunk(body.slice(0, half)), chunk(body.slice(half))] : body === '' ? [] : [chunk(body)]
  return all(...parts, mostly('0', '00', '0;a=b', '-0', ''), '\r\n', trailers, mostly('\r\n', '\n', ''))
}

const head: Grammar = all(
  rarely('\r\n', '\r\n\r\n', '\n', ' '),
  mostly(one('GET', 'GET', 'HEAD', 'DELETE'), 'TRACE', 'get', 'G\0T', 'CONNECT', 'PRI', 'OPTIONS'),
  mostly(' ', '  ', '\t'),
  target,
  mostly(' ', '  ', '\t'),
  version,
  eol,
  mostly('Host: g\r\n', '', 'Host: g\r\nHost: g\r\n', 'Host : g\r\n', 'Host: g, h\r\n'),
  authorization,
  eol,
  fields,
)
const withoutBody: Grammar = all(head, mostly('\r\n', '\n', '\r\n\r\n', ''))
const withBody: Grammar = all(
  mostly(one('POST /fhir/Patient', 'POST /fhir/Patient/_search'), 'PUT /fhir/Patient/1', 'GET /fhir/Patient/1'),
  ' HTTP/1.1\r\nHost: g\r\n',
  authorization,
  eol,
  'Content-Type: application/fhir+json',
  eol,
  fields,
  framed,
)

/** Everything a client writes on one connection: one to four messages, most of them well-formed. Latin-1. */
export const conversation: Grammar = many(
  mostly(one(withoutBody, withBody), smuggled, chars('GET /HP1.\r\n:a\0\x80', 1, 60)),
  1,
  4,
)
