import { sampleData } from '../../../demo/data/sample-data.ts'
import { type FhirServer, startFhirServer } from '../../../demo/fhir-server/start.ts'
import { type Issuer, startIssuer } from '../../../demo/issuer/issuer.ts'
import type { FhirVersion } from '../../../src/fhir/definitions/definitions.ts'
import { freePort, startGateway, type TestGateway } from '../../fixtures/gateway.ts'
import { until } from '../road.ts'
import { addStrays } from './strays.ts'

/** The gateway, a server with twenty patients and records between them, and an attacker with whatever token. */
export interface World {
  readonly base: string
  readonly fhir: FhirServer
  readonly gateway: TestGateway
  /** A token for these scopes, of p01's app unless `patient` says another; the same one for the same. */
  tokenFor(scopes: string, patient?: unknown, fhirUser?: string): Promise<string>
  stop(): Promise<void>
}

export async function startWorld(version: FhirVersion = 'R4'): Promise<World> {
  const port = await freePort()
  const issuer: Issuer = await startIssuer({ audience: `http://127.0.0.1:${port}/fhir`, lifetime: 3600 })
  const fhir = await startFhirServer({ version, data: sampleData(version) })
  addStrays(fhir.store)
  const sections = { upstream: { fhirVersion: version } }
  const gateway = await startGateway({ upstreamUrl: fhir.url, issuer: issuer.issuer, sections }, port)
  await until(() => fhir.requests.length > 0)
  const tokens = new Map<string, Promise<string>>()
  return {
    base: gateway.base,
    fhir,
    gateway,
    tokenFor(scopes, patient = 'p01', fhirUser) {
      const key = JSON.stringify([scopes, patient, fhirUser])
      // One client for each token, so that no test is slowed down by what another sent.
      const client = { client_id: `app-${tokens.size}`, ...(fhirUser !== undefined && { fhirUser }) }
      const claims = { scope: scopes, ...client, ...(patient !== null && { patient }) }
      const token = tokens.get(key) ?? issuer.mint(claims)
      tokens.set(key, token)
      return token
    },
    async stop() {
      await gateway.close()
      await Promise.all([fhir.stop(), issuer.stop()])
    },
  }
}
