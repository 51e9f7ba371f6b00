import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'

/**
 * A FHIR server that answers every read with one Patient and every search with a few megabytes. Says its base. `/sent` says
 * how many bytes of all its searchsets have been taken from it.
 */
const patient = JSON.stringify({ resourceType: 'Patient', id: 'p01', active: true })
const observation = (index: number) => ({
  resource: {
    resourceType: 'Observation',
    id: `o${index}`,
    status: 'final',
    code: { text: 'synthetic '.repeat(100) },
    subject: { reference: 'Patient/p01' },
  },
  search: { mode: 'match' },
})
const entry = Array.from({ length: 4000 }, (_, index) => observation(index))
const searchset = Buffer.from(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry }))
const PIECE = 64 * 1024
let sent = 0

function* pieces(): Generator<Buffer> {
  for (let at = 0; at < searchset.length; at += PIECE) {
    const piece = searchset.subarray(at, at + PIECE)
    sent += piece.length
    yield piece
  }
}

const server = createServer((request, response) => {
  request.resume()
  if (request.url === '/sent') return void response.end(String(sent))
  response.writeHead(200, { 'content-type': 'application/fhir+json' })
  if (request.url?.includes('?')) Readable.from(pieces()).pipe(response)
  else response.end(patient)
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`))
