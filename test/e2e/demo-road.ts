import { sampleData } from '../../demo/data/sample-data.ts'
import { type FhirServer, startFhirServer } from '../../demo/fhir-server/start.ts'
import { type Issuer, startIssuer } from '../../demo/issuer/issuer.ts'
import { freePort, type Sections, startGateway, type TestGateway } from '../fixtures/gateway.ts'
import { until } from './road.ts'

/** The gateway in front of the demo's FHIR server with its synthetic patients. */
export interface DemoRoad {
  readonly gateway: TestGateway
  readonly fhir: FhirServer
  readonly issuer: Issuer
  tokenFor(scopes: string, claims?: Readonly<Record<string, unknown>>): Promise<string>
  /** Sends a request whose target is relative to the FHIR base. */
  ask(method: string, target: string, token: string | undefined, more?: Asking): Promise<Told>
  /** Ends the FHIR server, or starts it again on its port, empty. */
  endFhir(): Promise<void>
  restartFhir(): Promise<void>
  stop(): Promise<void>
}

export interface Asking {
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON unless it is text. */
  readonly body?: object | string
}

export interface Told {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export async function startDemoRoad(sections: Sections = {}, policy?: string): Promise<DemoRoad> {
  const port = await freePort()
  const fhirPort = await freePort()
  const issuer = await startIssuer({ audience: `http://127.0.0.1:${port}/fhir`, lifetime: 3600 })
  const start = () => startFhirServer({ port: fhirPort, data: sampleData('R4') })
  let fhir = await start()
  const options = { upstreamUrl: fhir.url, issuer: issuer.issuer, sections, ...(policy !== undefined && { policy }) }
  const gateway = await startGateway(options, port)
  await until(() => fhir.requests.length > 0)
  fhir.requests.length = 0

  return {
    gateway,
    issuer,
    get fhir() {
      return fhir
    },
    tokenFor: (scopes, claims = {}) => issuer.mint({ scope: scopes, ...claims }),
    async ask(method, target, token, { headers = {}, body } = {}) {
      const credential = token === undefined ? {} : { authorization: `Bearer ${token}` }
      const type = typeof body === 'object' ? { 'content-type': 'application/fhir+json' } : {}
      const response = await fetch(gateway.base + target, {
        method,
        headers: { ...type, ...credential, ...headers },
        redirect: 'manual',
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      return { status: response.status, headers: response.headers, text: await response.text() }
    },
    endFhir: () => fhir.stop(),
    async restartFhir() {
      fhir = await start()
    },
    async stop() {
      await gateway.close()
      await Promise.all([fhir.stop(), issuer.stop()])
    },
  }
}
