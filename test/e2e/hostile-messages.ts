/** A message as raw bytes (Latin-1; `@TOKEN` is a token for everything), and what must come of it. */
export interface HostileMessage {
  readonly name: string
  /** Written one after the other. */
  readonly parts: readonly string[]
  /** Statuses of the final answers, in order. */
  readonly statuses: readonly number[]
  /** What the FHIR server receives; nothing else, and nothing when absent. */
  readonly received?: readonly string[]
}

const AUTHORIZATION = 'Authorization: Bearer @TOKEN'
const CLOSE = 'Connection: close'
const JSON_TYPE = 'Content-Type: application/fhir+json'
const PATIENT = '{"resourceType":"Patient"}'

/** A message from its start line, header lines and body; `Host`, the token and the close are there unless replaced. */
function message(start: string, headers: readonly string[] = [], body = '', version = 'HTTP/1.1'): string {
  return [`${start} ${version}`, 'Host: g', AUTHORIZATION, ...headers, CLOSE, '', body].join('\r\n')
}

const get = (...headers: string[]) => message('GET /fhir/Patient/1', headers)
const post = (body: string, ...headers: string[]) => message('POST /fhir/Patient', [JSON_TYPE, ...headers], body)
const SMUGGLED = 'GET /fhir/Patient/smuggled HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer @TOKEN\r\n\r\n'

function refused(name: string, status: number, ...parts: string[]): HostileMessage {
  return { name, parts, statuses: [status] }
}

function passed(name: string, line: string, status: number, ...parts: string[]): HostileMessage {
  return { name, parts, statuses: [status], received: [line] }
}

const chunked = 'Transfer-Encoding: chunked'
const patientChunk = `1a\r\n${PATIENT}\r\n`

/** Where a message ends (RFC 9112 §6): whatever two readers could take differently is refused, and the connection closed. */
export const framing: readonly HostileMessage[] = [
  passed('a length that fits', 'POST Patient', 201, post(PATIENT, 'Content-Length: 26')),
  passed('chunks', 'POST Patient', 201, post(`${patientChunk}0\r\n\r\n`, chunked)),
  passed(
    'chunks of one byte',
    'POST Patient',
    201,
    post(`${[...PATIENT].map((c) => `1\r\n${c}\r\n`).join('')}0\r\n\r\n`, chunked),
  ),
  passed(
    'trailers are not headers',
    'POST Patient',
    201,
    post(`${patientChunk}0\r\nX-HTTP-Method-Override: DELETE\r\n\r\n`, chunked),
  ),
  passed('a chunk extension', 'POST Patient', 201, post(`1a;a=b\r\n${PATIENT}\r\n0\r\n\r\n`, chunked)),
  refused('both framings', 400, post(`0\r\n\r\n${SMUGGLED}`, 'Content-Length: 4', chunked)),
  refused('both framings, the other order', 400, post(`0\r\n\r\n${SMUGGLED}`, chunked, 'Content-Length: 4')),
  refused('two lengths', 400, post(PATIENT + SMUGGLED, 'Content-Length: 26', 'Content-Length: 0')),
  refused('two equal lengths', 400, post(PATIENT, 'Content-Length: 26', 'Content-Length: 26')),
  refused('a list of lengths', 400, post(PATIENT, 'Content-Length: 26, 26')),
  refused('a signed length', 400, post(PATIENT, 'Content-Length: +26')),
  refused('a negative length', 400, post(PATIENT, 'Content-Length: -1')),
  refused('a hexadecimal length', 400, post(PATIENT, 'Content-Length: 0x1a')),
  refused('a length beyond all bounds', 400, post(PATIENT, 'Content-Length: 99999999999999999999')),
  refused('a length of ten gigabytes', 413, post(PATIENT, 'Content-Length: 10000000000')),
  refused('an empty length', 400, post(PATIENT, 'Content-Length: ')),
  refused('chunked not last', 400, post(`0\r\n\r\n${SMUGGLED}`, 'Transfer-Encoding: chunked, identity')),
  refused('another coding before chunked', 501, post(`${patientChunk}0\r\n\r\n`, 'Transfer-Encoding: gzip, chunked')),
  refused(
    'messages behind one in another coding',
    501,
    post('', 'Transfer-Encoding: gzip, chunked'),
    `${patientChunk}0\r\n\r\n${SMUGGLED}`,
  ),
  refused(
    'chunks in HTTP/1.0',
    501,
    message('POST /fhir/Patient', [JSON_TYPE, chunked], `${patientChunk}0\r\n\r\n`, 'HTTP/1.0'),
  ),
  refused('chunked twice', 400, post(`0\r\n\r\n${SMUGGLED}`, 'Transfer-Encoding: chunked, chunked')),
  refused('a coding that only looks like chunked', 501, post(`0\r\n\r\n${SMUGGLED}`, 'Transfer-Encoding: xchunked')),
  refused('chunked behind a vertical tab', 400, post(`0\r\n\r\n${SMUGGLED}`, 'Transfer-Encoding: \x0bchunked')),
  refused(
    'two transfer codings in two headers',
    400,
    post(`0\r\n\r\n${SMUGGLED}`, chunked, 'Transfer-Encoding: identity'),
  ),
  refused(
    'space before the colon',
    400,
    post(`0\r\n\r\n${SMUGGLED}`, 'Transfer-Encoding : chunked', 'Content-Length: 4'),
  ),
  refused('a chunk size with a sign', 400, post(`+1a\r\n${PATIENT}\r\n0\r\n\r\n`, chunked)),
  refused('a chunk size with a prefix', 400, post(`0x1a\r\n${PATIENT}\r\n0\r\n\r\n`, chunked)),
  refused('a chunk size beyond all bounds', 400, post(`fffffffffffffffff\r\n${PATIENT}\r\n0\r\n\r\n`, chunked)),
  refused('a chunk that is longer than its size', 400, post(`1\r\n${PATIENT}\r\n0\r\n\r\n${SMUGGLED}`, chunked)),
  refused('a chunk ended by LF alone', 400, post(`1a\n${PATIENT}\n0\n\n${SMUGGLED}`, chunked)),
  refused('a chunk extension ended by LF alone', 400, post(`1a;a\n${PATIENT}\r\n0\r\n\r\n${SMUGGLED}`, chunked)),
  refused('a long chunk extension', 413, post(`1a;${'a'.repeat(20_000)}\r\n${PATIENT}\r\n0\r\n\r\n`, chunked)),
  refused('a body for a GET', 400, message('GET /fhir/Patient/1', ['Content-Length: 2'], '{}')),
  refused('a chunked body for a GET', 400, message('GET /fhir/Patient/1', [chunked], '2\r\n{}\r\n0\r\n\r\n')),
  refused('a body for a DELETE', 400, message('DELETE /fhir/Patient/1', ['Content-Length: 2'], '{}')),
  refused('an empty chunked body for a GET', 400, message('GET /fhir/Patient/1', [chunked], '0\r\n\r\n')),
  refused('a request behind a body that has ended', 400, post(`${PATIENT}${SMUGGLED}`, 'Content-Length: 30')),
]

/** The head itself (RFC 9112 §2–5). */
export const heads: readonly HostileMessage[] = [
  refused('LF alone', 400, `GET /fhir/Patient/1 HTTP/1.1\nHost: g\n${AUTHORIZATION}\n\n`),
  refused('LF alone after one header', 400, `GET /fhir/Patient/1 HTTP/1.1\r\nHost: g\n${AUTHORIZATION}\r\n\r\n`),
  refused('CR alone', 400, `GET /fhir/Patient/1 HTTP/1.1\r\nHost: g\r${AUTHORIZATION}\r\n\r\n`),
  refused('a folded header', 400, get('X-A: a', ' b')),
  refused('a folded credential', 400, get('Accept: application/json,', '\ttext/html')),
  refused('a line without a colon', 400, get('nonsense')),
  refused('an empty name', 400, get(': value')),
  refused('a NUL in a value', 400, get('X-A: a\0b')),
  refused('a CR in a value', 400, get('X-A: a\rb')),
  refused('a name with a space', 400, get('X A: a')),
  refused('a name beyond ASCII', 400, get('X-\xe4: a')),
  refused('no Host', 400, `GET /fhir/Patient/1 HTTP/1.1\r\n${AUTHORIZATION}\r\n${CLOSE}\r\n\r\n`),
  refused('two Hosts', 400, get('Host: other')),
  refused('two equal Hosts', 400, get('Host: g')),
  ...['g h', 'user@g', 'g/fhir', 'g?x', 'g#x', 'g\\x', '[::1', 'g:port', 'http://g', 'g:1:2'].map((host) =>
    refused(`the Host ${host}`, 400, get().replace('Host: g', `Host: ${host}`)),
  ),
  ...['', 'g:', '[::1]:8443', '192.0.2.1:80', 'my_host.example'].map((host) =>
    passed(`the Host ${host}`, 'GET Patient/1', 200, get().replace('Host: g', `Host: ${host}`)),
  ),
  refused('absolute form', 400, message('GET http://g/fhir/Patient/1')),
  refused('absolute form to another host', 400, message('GET http://evil.example/fhir/Patient/1')),
  refused('authority form', 400, message('GET g:80')),
  refused('asterisk form', 400, message('OPTIONS *')),
  refused('a target without a slash', 400, message('GET fhir/Patient/1')),
  refused('a target of two slashes', 404, message('GET //fhir/Patient/1')),
  refused('a fragment', 400, message('GET /fhir/Patient/1#x')),
  refused('a space in the target', 400, message('GET /fhir/Patient/1 /x')),
  refused('a tab in the target', 400, message('GET /fhir/Patient/1\t')),
  refused('a target beyond ASCII', 400, message('GET /fhir/Patient/\xe4')),
  refused('a target of 9,000 bytes', 414, message(`GET /fhir/Patient?name=${'a'.repeat(9000)}`)),
  refused('HTTP/0.9', 400, 'GET /fhir/Patient/1\r\n\r\n'),
  refused('HTTP/2 by its preface', 400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  refused('a version that is none', 400, message('GET /fhir/Patient/1', [], '', 'HTTP/1.2')),
  refused('HTTP/0.9 by its version', 400, message('GET /fhir/Patient/1', [], '', 'HTTP/0.9')),
  refused('HTTP/2 by its version', 400, message('DELETE /fhir/Patient/1', [], '', 'HTTP/2.0')),
  refused('a version in lower case', 400, message('GET /fhir/Patient/1', [], '', 'http/1.1')),
  passed('HTTP/1.0', 'GET Patient/1', 200, message('GET /fhir/Patient/1', [], '', 'HTTP/1.0')),
  refused('a method in lower case', 400, message('get /fhir/Patient/1')),
  refused('a method of WebDAV', 405, message('PROPFIND /fhir/Patient/1')),
  refused('TRACE', 405, message('TRACE /fhir/Patient/1')),
  refused('CONNECT', 405, 'CONNECT g:443 HTTP/1.1\r\nHost: g:443\r\n\r\n'),
  refused('a method of 100 letters', 400, message(`${'G'.repeat(100)} /fhir/Patient/1`)),
  refused('101 headers', 431, get(...Array.from({ length: 98 }, (_, i) => `X-${i}: a`))),
  refused('1,500 headers', 431, get(...Array.from({ length: 1500 }, (_, i) => `X-${i}: a`))),
  refused('a header of 17 kilobytes', 431, get(`X-Long: ${'a'.repeat(17_000)}`)),
  refused('a header of 100 kilobytes', 431, get(`X-Long: ${'a'.repeat(100_000)}`)),
]

/** Connections: one after the other, upgrades, expectations. */
export const connections: readonly HostileMessage[] = [
  {
    name: 'two requests at once are two requests',
    parts: [get().replace(`${CLOSE}\r\n`, '') + message('GET /fhir/Patient/2')],
    statuses: [200, 200],
    received: ['GET Patient/1', 'GET Patient/2'],
  },
  {
    name: 'a permitted request does not carry a refused one along',
    parts: [get().replace(`${CLOSE}\r\n`, '') + message('GET /fhir/Patient/../metadata')],
    statuses: [200, 400],
    received: ['GET Patient/1'],
  },
  {
    name: 'a token is not for the next request of the connection',
    parts: [get().replace(`${CLOSE}\r\n`, ''), 'GET /fhir/Patient/2 HTTP/1.1\r\nHost: g\r\nConnection: close\r\n\r\n'],
    statuses: [200, 401],
    received: ['GET Patient/1'],
  },
  {
    name: 'nothing is read behind a broken message',
    parts: [post('zz\r\n', chunked) + SMUGGLED],
    statuses: [400],
  },
  passed(
    'an upgrade to h2c',
    'GET Patient/1',
    200,
    message('GET /fhir/Patient/1', ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA']).replace(
      CLOSE,
      'Connection: close, Upgrade, HTTP2-Settings',
    ),
  ),
  passed(
    'an upgrade to WebSocket',
    'GET Patient/1',
    200,
    message('GET /fhir/Patient/1', [
      'Upgrade: websocket',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version: 13',
    ]).replace(CLOSE, 'Connection: close, Upgrade'),
  ),
  passed(
    'an upgrade ends the connection, whatever comes behind it',
    'GET Patient/1',
    200,
    message('GET /fhir/Patient/1', ['Upgrade: websocket']).replace(CLOSE, 'Connection: Upgrade') + SMUGGLED,
  ),
  passed('an expectation', 'POST Patient', 201, post(PATIENT, 'Expect: 100-continue', 'Content-Length: 26')),
  {
    name: 'an expectation behind a request that is not answered yet',
    parts: [get().replace(`${CLOSE}\r\n`, '') + post('{', 'Expect: 100-continue', 'Content-Length: 1')],
    statuses: [200, 400],
    received: ['GET Patient/1'],
  },
  refused(
    'an expectation of a body that may not be',
    405,
    message('POST /fhir/Patient/1', [JSON_TYPE, 'Expect: 100-continue', 'Content-Length: 26'], PATIENT),
  ),
  refused('another expectation', 417, post(PATIENT, 'Expect: 200-ok', 'Content-Length: 26')),
  refused('an expectation with more to it', 417, post(PATIENT, 'Expect: 100-continue, x', 'Content-Length: 26')),
  refused('two expectations', 417, post(PATIENT, 'Expect: 100-continue', 'Expect: 100-continue', 'Content-Length: 26')),
]
