import type { ServerResponse } from 'node:http'

/** Ways in which an issuer's metadata, key and introspection endpoints can fail those who ask. */
export type Misbehaviour =
  | 'error'
  | 'unauthorized'
  | 'redirect'
  | 'wrong-type'
  | 'not-json'
  | 'repeated-names'
  | 'huge'
  | 'key-flood'
  | 'silent'
  | 'slow-body'
  | 'cut-off'

/** Answers a request in the given bad way. `silent` and `slow-body` leave it open until the client or the server closes. */
export function misbehave(response: ServerResponse, how: Misbehaviour, keys: readonly unknown[]): void {
  const json = { 'content-type': 'application/json' }
  const document = JSON.stringify({ keys })
  switch (how) {
    case 'error':
      return void response.writeHead(500, json).end(document)
    case 'unauthorized':
      return void response.writeHead(401, json).end('{"error":"invalid_client"}')
    case 'redirect':
      return void response.writeHead(302, { location: '/trap' }).end()
    case 'wrong-type':
      return void response.writeHead(200, { 'content-type': 'text/html' }).end(document)
    case 'not-json':
      return void response.writeHead(200, json).end('<html></html>')
    case 'repeated-names':
      return void response.writeHead(200, json).end(`{"keys":[],"keys":${JSON.stringify(keys)}}`)
    case 'huge':
      return void response.writeHead(200, json).end(`{"padding":"${'x'.repeat(1024 * 1024)}","keys":[]}`)
    case 'key-flood':
      return void response
        .writeHead(200, json)
        .end(JSON.stringify({ keys: Array.from({ length: 101 }, () => keys[0]) }))
    case 'silent':
      return
    case 'slow-body':
      return void response.writeHead(200, json).write('{"keys":')
    case 'cut-off':
      response.writeHead(200, { ...json, 'content-length': document.length })
      response.write(document.slice(0, document.length / 2), () => response.destroy())
      return
  }
}
