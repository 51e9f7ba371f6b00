import { runBundle } from '../../demo/fhir-server/bundle/run.ts'
import { type FhirAnswer, failure } from '../../demo/fhir-server/message.ts'
import { type Misbehaviour, misread, misstated } from '../../demo/fhir-server/misbehaviour.ts'
import { createPages } from '../../demo/fhir-server/pages.ts'
import { readPairs, readTarget } from '../../demo/fhir-server/request-target.ts'
import { handle } from '../../demo/fhir-server/router.ts'
import { createStore } from '../../demo/fhir-server/store.ts'
import { loadDefinitions } from '../../src/config/definitions/load-definitions.ts'
import type { RoadParts } from '../../src/road/parts.ts'
import type { UpstreamRequest } from '../../src/upstream/message.ts'
import { bodyOf } from './body.ts'
import type { World } from './world.ts'

/** What the server behind calls itself. */
export const upstreamBase = 'http://upstream.test/fhir'

/** All that is written while the requests run is written at this time. */
const NOW = Date.parse('2024-06-01T00:00:00Z')

/** The demo server without sockets: what holds `world`, asked in the gateway's own terms. */
export function serverOf(world: World, wrong: Misbehaviour = {}): RoadParts['upstream'] {
  let now = NOW
  const store = createStore(() => now)
  for (const { type, id, versions } of world) {
    for (const { at, resource } of versions) {
      now = Date.parse(at)
      if (resource) store.write(type, id, 'PUT', { ...resource, resourceType: type, id })
      else store.remove(type, id)
    }
  }
  now = NOW
  const backend = { definitions: loadDefinitions('R4'), store, pages: createPages() }

  function answer({ method, path, query, headers, body }: UpstreamRequest): FhirAnswer {
    const target = readTarget(query === '' ? path : `${path}?${query}`)
    const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded')
    const form = isForm && body ? readPairs(body.toString()) : []
    const json = body && !isForm && body.length > 0 ? (JSON.parse(body.toString()) as unknown) : undefined
    const request = {
      method,
      path: target.path,
      query: [...target.query, ...form],
      headers,
      ...(json !== undefined && { body: json }),
      base: upstreamBase,
    }
    const understood = misread(request, wrong)
    try {
      const toBase = request.path.length === 0 && method === 'POST'
      return misstated(toBase ? runBundle(understood, backend) : handle(understood, backend), upstreamBase, wrong)
    } catch (error) {
      return failure(500, 'exception', String(error))
    }
  }

  return {
    async send(request) {
      const { status, headers, body } = answer(request)
      return {
        status,
        headers: { ...headers, ...(body && { 'content-type': 'application/fhir+json' }) },
        body: bodyOf(body ? JSON.stringify(body) : ''),
      }
    },
  }
}
