import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A FHIR server that answers every read with one Patient and every search with a few megabytes. Says its base. */
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
const searchset = JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry })

const server = createServer((request, response) => {
  request.resume()
  response.writeHead(200, { 'content-type': 'application/fhir+json' })
  response.end(request.url?.includes('?') ? searchset : patient)
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`))
