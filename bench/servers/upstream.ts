/** The FHIR server of the benchmark, as a program: three answers made beforehand, for a read and searches of 20 and 100 entries. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { searchset, smallResource } from '../bodies.ts'

const resource: Buffer = Buffer.from(smallResource())
const answers = new Map<string, Buffer>()

const server = createServer((request, response) => {
  const [path = '', query = ''] = request.url!.split('?', 2)
  let body = resource
  if (path.endsWith('/Observation')) {
    const entries = query.includes('_count=100') ? 100 : 20
    const known = answers.get(query)
    body = known ?? Buffer.from(searchset(`http://${request.headers.host}/fhir`, query, entries))
    if (known === undefined) answers.set(query, body)
  }
  response.writeHead(200, { 'content-type': 'application/fhir+json', 'content-length': body.length, etag: 'W/"1"' })
  response.end(body)
})
server.keepAliveTimeout = 600_000
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`))
