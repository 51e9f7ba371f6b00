import { type Issuer, startIssuer } from '../../demo/issuer/issuer.ts'
import type { FhirVersion } from '../../src/fhir/definitions/definitions.ts'
import { freePort, type Sections, startGateway, type TestGateway } from '../fixtures/gateway.ts'
import { headerOf } from '../fixtures/http-bytes.ts'
import { type RawAnswer, type RawRequest, sendRequest } from '../fixtures/raw-client.ts'
import { type RecordingUpstream, type Script, startRecordingUpstream } from '../fixtures/recording-upstream.ts'
import { plausible } from './plausible-server.ts'

export type AccessRecord = Readonly<Record<string, unknown>>

/** The gateway between a raw client and a server that records every byte. */
export interface Road {
  readonly gateway: TestGateway
  readonly upstream: RecordingUpstream
  readonly issuer: Issuer
  /** A token with these scopes; the same one for the same scopes. */
  tokenFor(scopes: string): Promise<string>
  /** Sends a request whose target is relative to the FHIR base. */
  ask(request: RawRequest, scopes?: string): Promise<RawAnswer>
  /** The access log's line of an answer; waits for it. */
  recordOf(answer: RawAnswer): Promise<AccessRecord>
  stop(): Promise<void>
}

export interface RoadOptions {
  readonly fhirVersion?: FhirVersion
  readonly sections?: Sections
  readonly policy?: string
  readonly script?: Script
  /** Of every token, beside its scopes. */
  readonly claims?: Readonly<Record<string, unknown>>
}

/** Starts all three on loopback. The gateway's first look at the server is over, and forgotten, when this resolves. */
export async function startRoad({
  fhirVersion = 'R4',
  sections = {},
  policy,
  script = plausible,
  claims = {},
}: RoadOptions = {}) {
  const port = await freePort()
  const issuer = await startIssuer({ audience: `http://127.0.0.1:${port}/fhir`, lifetime: 3600 })
  const upstream = await startRecordingUpstream(script)
  const gateway = await startGateway(
    {
      upstreamUrl: upstream.url,
      issuer: issuer.issuer,
      sections: { ...sections, upstream: { fhirVersion, ...(sections.upstream as object) } },
      ...(policy !== undefined && { policy }),
    },
    port,
  )
  await until(() => upstream.requests.length > 0)
  upstream.clear()
  const tokens = new Map<string, Promise<string>>()

  function tokenFor(scopes: string): Promise<string> {
    const known = tokens.get(scopes) ?? issuer.mint({ scope: scopes, ...claims })
    tokens.set(scopes, known)
    return known
  }

  const road: Road = {
    gateway,
    upstream,
    issuer,
    tokenFor,
    async ask(request, scopes) {
      const credential = scopes === undefined ? {} : { Authorization: `Bearer ${await tokenFor(scopes)}` }
      const target = `/fhir${request.target}`
      return sendRequest(gateway.base, { ...request, target, headers: { ...credential, ...request.headers } })
    },
    recordOf: (answer) => accessRecordOf(gateway, answer),
    async stop() {
      await gateway.close()
      await Promise.all([upstream.stop(), issuer.stop()])
    },
  }
  return road
}

/** The one access record with the request id of `answer`. */
export async function accessRecordOf(gateway: TestGateway, answer: RawAnswer): Promise<AccessRecord> {
  const id = headerOf(answer, 'x-request-id')
  const own = () => gateway.logged.filter((record) => record.message === 'access' && record.id === id)
  await until(() => own().length > 0)
  const records = own()
  if (records.length !== 1) throw new Error(`${records.length} access records of one request`)
  return records[0]!
}

/** Waits, turn by turn of the event loop, until `holds`. */
export async function until(holds: () => boolean, within = 60_000): Promise<void> {
  const deadline = performance.now() + within
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('did not come to be')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
