import type { HostileMessage } from './hostile-messages.ts'

/** A read with further header lines. */
function get(headers: readonly string[], connection = 'close'): string {
  const lines = ['GET /fhir/Patient/1 HTTP/1.1', 'Host: g', 'Authorization: Bearer @TOKEN', ...headers]
  return [...lines, `Connection: ${connection}`, '', ''].join('\r\n')
}

function ignored(header: string): HostileMessage {
  return { name: `ignored: ${header}`, parts: [get([header])], statuses: [200], received: ['GET Patient/1'] }
}

function refused(status: number, ...headers: readonly string[]): HostileMessage {
  return { name: `${status}: ${headers.join(' and ')}`.slice(0, 80), parts: [get(headers)], statuses: [status] }
}

function nominated(name: string, header?: string): HostileMessage {
  const parts = [get(header === undefined ? [] : [header], `close, ${name}`)]
  return { name: `nominated as hop-by-hop: ${name}`, parts, statuses: [200], received: ['GET Patient/1'] }
}

/** Headers by which others were led to believe who asks, from where, and for what. The server must see our own words only. */
export const forgedHeaders: readonly HostileMessage[] = [
  ...[
    ...['X-Forwarded-For: 6.6.6.6', 'x-forwarded-for: 127.0.0.1, 6.6.6.6', 'Forwarded: for=6.6.6.6;host=evil.example'],
    ...[
      'X-Forwarded-Host: evil.example',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Prefix: /admin',
      'X-Real-IP: 6.6.6.6',
    ],
    ...['X-Forwarded-Port: 1', 'X-Forwarded-Server: evil.example', 'X-Forwarded-User: admin', 'X-Remote-User: admin'],
    ...['X_Forwarded_For: 6.6.6.6', 'X.Forwarded.For: 6.6.6.6', 'X_Forwarded-For: 6.6.6.6', 'X_Request_Id: forged'],
    ...['Authorization_: Bearer x', 'Proxy-Authorization: Bearer x', 'Cookie: session=1', 'X-Api-Key: 1'],
    ...[
      'Client-Cert: :AAAA:',
      'Client-Cert-Chain: :AAAA:',
      'X-SSL-Client-Cert: AAAA',
      'X-Forwarded-Client-Cert: Hash=1',
    ],
    ...['X-Original-URL: /fhir/Patient/2', 'X-Rewrite-URL: /fhir/Patient/2', 'X-Original-Method: DELETE'],
    ...['X-Original-Host: evil.example', 'X-Host: evil.example', 'Via: 1.1 evil.example', 'Max-Forwards: 0'],
    ...['X-Request-Id: forged', 'X-Correlation-Id: forged', 'traceparent: forged', 'tracestate: a=b', 'baggage: a=b'],
    ...['TE: trailers', 'Trailer: X-A', 'Range: bytes=0-10', 'Accept-Encoding: gzip', 'Accept-Language: de'],
    ...[
      'Accept-Charset: iso-8859-1',
      'User-Agent: kube-probe/1.0',
      'Referer: http://evil.example',
      'Origin: http://evil.example',
    ],
    ...['Cache-Control: no-cache', 'Pragma: no-cache', 'Upgrade-Insecure-Requests: 1', 'Content-Type: text/xml'],
    ...['X-Consent: all', 'X-Partition-Id: other', 'X-Upsert-Extistence-Check: disabled', 'X-Meta-Snapshot-Mode: TAG'],
    ...['Content-Length: 0', 'Keep-Alive: timeout=1000', 'Proxy-Connection: keep-alive', 'DNT: 1'],
  ].map(ignored),
  nominated('Authorization'),
  nominated('X-Request-Id', 'X-Request-Id: 1'),
  nominated('X-Forwarded-For', 'X-Forwarded-For: 6.6.6.6'),
  nominated('Host'),
  nominated('Accept', 'Accept: application/fhir+json'),
  nominated('traceparent'),
  refused(400, 'X-HTTP-Method-Override: DELETE'),
  refused(400, 'x-http-method: DELETE'),
  refused(400, 'X-Method-Override: DELETE'),
  refused(400, 'X-Provenance: {"resourceType":"Provenance"}'),
  refused(400, 'X-Security-Context: Patient/2'),
  refused(400, 'Authorization: Bearer @TOKEN'),
  refused(400, 'AUTHORIZATION: Basic YTph'),
  refused(400, 'Prefer: handling=strict', 'Prefer: handling=lenient'),
  {
    name: 'preferences on two lines',
    parts: [get(['Prefer: handling=strict', 'Prefer: return=minimal'])],
    statuses: [200],
    received: ['GET Patient/1'],
  },
  refused(400, 'If-None-Match: W/"1"', 'If-None-Match: W/"2"'),
  refused(400, 'If-Modified-Since: x'),
  refused(400, 'If-Match: W/"1"', 'if-match: W/"1"'),
  refused(400, 'Content-Type: application/json', 'Content-Type: application/fhir+json'),
  refused(400, 'If-None-Exist: _id=1', 'If-None-Exist: _id=2'),
  refused(406, 'Accept: application/fhir+xml'),
]
