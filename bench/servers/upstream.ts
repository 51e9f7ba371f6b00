/** The FHIR server of the benchmark where nginx is missing, as a program: files that lie ready. Arguments: port, folder. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

const [port, folder] = process.argv.slice(2)
const bodies = new Map<string, Buffer>()

function bodyOf(name: string): Buffer {
  const body = bodies.get(name) ?? readFileSync(join(folder!, name))
  bodies.set(name, body)
  return body
}

const server = createServer((request, response) => {
  const count = /\/Observation\?.*\b_count=(\d+)/.exec(request.url!)?.[1]
  const body = bodyOf(count === undefined ? 'read.json' : `search-${count}.json`)
  response.writeHead(200, { 'content-type': 'application/fhir+json', 'content-length': body.length, etag: 'W/"1"' })
  response.end(body)
})
server.keepAliveTimeout = 600_000
server.listen(Number(port), '127.0.0.1', () => console.log('ready'))
