import { startFhirServer } from '../../../demo/fhir-server/start.ts'
import { startIssuer } from '../../../demo/issuer/issuer.ts'
import { loadDefinitions } from '../../../src/config/definitions/load-definitions.ts'
import type { FhirVersion } from '../../../src/fhir/definitions/definitions.ts'
import { freePort, startGateway } from '../../fixtures/gateway.ts'
import { everyType } from './resources.ts'

/** An answer, and what the server behind was asked for it, in order. */
export interface Told {
  readonly status: number
  /** Parsed; undefined when empty. */
  readonly body: Answered | undefined
  /** `GET /Patient/p01`, decoded. */
  readonly asked: readonly string[]
}

export interface Answered {
  readonly total?: number
  readonly entry?: readonly {
    readonly resource?: { readonly resourceType: string; readonly id: string }
    readonly response?: { readonly status: string }
  }[]
}

/** The gateway in front of a server with a resource of every type, and p01's app. */
export async function startCompartmentRoad(version: FhirVersion) {
  const types = loadDefinitions(version).resourceTypes
  const fhir = await startFhirServer({ version, data: everyType(version, types) })
  const port = await freePort()
  const issuer = await startIssuer({ audience: `http://127.0.0.1:${port}/fhir`, lifetime: 3600 })
  const sections = { upstream: { fhirVersion: version } }
  const gateway = await startGateway({ upstreamUrl: fhir.url, issuer: issuer.issuer, sections }, port)
  const token = await issuer.mint({ scope: 'patient/*.cruds', sub: 'u', client_id: 'app', patient: 'p01' })
  let seen = 0

  return {
    types,
    async ask(method: string, target: string, body?: unknown, type = 'application/fhir+json'): Promise<Told> {
      const headers = { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': type }) }
      const sent = body === undefined ? {} : { body: JSON.stringify(body) }
      const response = await fetch(gateway.base + target, { method, headers, ...sent })
      const text = await response.text()
      const news = fhir.requests.slice(seen).filter(({ url }) => !url.endsWith('/metadata'))
      seen = fhir.requests.length
      return {
        status: response.status,
        body: text === '' ? undefined : (JSON.parse(text) as Answered),
        asked: news.map(({ method: verb, url }) => `${verb} ${decodeURIComponent(url.slice('/fhir'.length))}`),
      }
    },
    async stop() {
      await gateway.close()
      await Promise.all([fhir.stop(), issuer.stop()])
    },
  }
}

export type CompartmentRoad = Awaited<ReturnType<typeof startCompartmentRoad>>
