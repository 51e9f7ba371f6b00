/**
 * A server of large searchsets, as a program: `/fhir/<type>?code=<megabytes>`; `code=cut` breaks off after a few.
 * `/sent` says how many bytes of the latest one have been made.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { hugeSearchset } from '../../demo/fhir-server/huge-bundle.ts'
import { bigResource } from './big-resources.ts'

let sent = 0

const server = createServer((request, response) => {
  if (request.url === '/sent') return void response.end(String(sent))
  const url = new URL(request.url!, 'http://upstream')
  const size = url.searchParams.get('code') ?? '0'
  const base = `http://${request.headers.host}/fhir`
  response.writeHead(200, { 'content-type': 'application/fhir+json' })
  const source = Readable.from(hugeSearchset(size === 'cut' ? 5 : Number(size), base, bigResource))
  response.on('close', () => source.destroy())
  sent = 0
  source.on('data', (piece: Buffer) => {
    sent += piece.length
  })
  if (size === 'cut') breakOff(source, response)
  else source.pipe(response)
})

/** Ends the connection where the last piece would come, in good order as TCP knows it. */
function breakOff(source: Readable, response: ServerResponse): void {
  let held: Buffer | undefined
  source.on('data', (piece: Buffer) => {
    if (held) response.write(held)
    held = piece
  })
  source.on('end', () => response.write('', () => response.socket?.destroySoon()))
}

server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`))
