import { sampleData } from '../../demo/data/sample-data.ts'
import { type FhirServer, startFhirServer } from '../../demo/fhir-server/start.ts'
import { until } from '../e2e/road.ts'
import { freePort, type Sections, startGateway, type TestGateway } from '../fixtures/gateway.ts'

/** An answer, as far as the tests look into it. */
export interface Heard {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

/** A FHIR server with sample data, and the gateway in front of it that trusts one real OAuth server. */
export interface Site {
  readonly gateway: TestGateway
  readonly fhir: FhirServer
  /** Asks for `target` below the base. */
  ask(token: string, target?: string, headers?: Readonly<Record<string, string>>): Promise<Heard>
  /** What the FHIR server received since the last call, the gateway's own questions left out. */
  asked(): readonly string[]
  /** The code of the last refusal. */
  reason(): unknown
  stop(): Promise<void>
}

export const ownRecord = '/Patient/p01'
export const otherRecord = '/Patient/p02'

export interface SiteOptions {
  /** Reserved before, so that the server could be told the audience. */
  readonly port?: number
  readonly sections?: Sections
  readonly policy?: string
}

/** Starts both on loopback. `issuer` is the row of `issuers:`. */
export async function startSite(
  issuer: Readonly<Record<string, unknown>> & { readonly issuer: string },
  { port, sections = {}, policy }: SiteOptions = {},
): Promise<Site> {
  const fhir = await startFhirServer({ data: sampleData('R4') })
  const options = { upstreamUrl: fhir.url, issuer: issuer.issuer, sections: { issuers: [issuer], ...sections } }
  const gateway = await startGateway(
    { ...options, ...(policy !== undefined && { policy }) },
    port ?? (await freePort()),
  )
  await until(() => fhir.requests.length > 0)
  fhir.requests.length = 0
  return {
    gateway,
    fhir,
    async ask(token, target = ownRecord, headers = {}) {
      const answer = await fetch(gateway.base + target, { headers: { authorization: `Bearer ${token}`, ...headers } })
      return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Heard['body'] }
    },
    asked: () => fhir.requests.splice(0).map(({ url }) => url),
    reason: () => gateway.logged.findLast(({ reason }) => reason !== undefined)?.reason,
    async stop() {
      await gateway.close()
      await fhir.stop()
    },
  }
}
