import { setTimeout as pause } from 'node:timers/promises'
import { sampleData } from '../../demo/data/sample-data.ts'
import { type FhirServer, startFhirServer } from '../../demo/fhir-server/start.ts'
import { type Issuer, startIssuer } from '../../demo/issuer/issuer.ts'
import type { Readiness } from '../../src/server/admin/readiness.ts'
import { freePort, type Sections, startGateway } from '../fixtures/gateway.ts'
import { startRedis, type TestRedis } from '../fixtures/redis.ts'
import { trueTime } from './clock.ts'
import './names.ts'
import { startWire, type Wire } from './wire.ts'

/** What every row of the table needs: a gateway, what it leans on, and ways to ask. */
export interface Scene {
  readonly fhir: FhirServer
  readonly issuer: Issuer
  readonly adminUrl: string
  /** A token as the issuer would make it by the true time. */
  mint(claims?: Readonly<Record<string, unknown>>): Promise<string>
  /** A token that only introspection can tell about. */
  mintOpaque(claims?: Readonly<Record<string, unknown>>): string
  /** The status of a GET below the FHIR base. */
  ask(target: string, token: string | undefined): Promise<number>
  stop(): Promise<void>
}

/** The gateway in this process, with a wire to each thing it leans on. */
export interface World extends Scene {
  readonly wires: Readonly<Record<'upstream' | 'issuer' | 'redis', Wire>>
  readonly redis: TestRedis | undefined
}

export interface WorldOptions {
  readonly sections?: Sections
  /** Also asks about opaque tokens. */
  readonly introspection?: boolean
  /** With a Redis, and what to do without it. */
  readonly redis?: 'open' | 'closed'
}

export const ADMIN_TOKEN = 'synthetic-admin-token'
const INTROSPECTION_TOKEN = 'synthetic-introspection-token'
const LIFETIME = 300

export async function startWorld({ sections = {}, introspection, redis: onFailure }: WorldOptions): Promise<World> {
  process.env.GATEHOUSE_FAULTS_ADMIN = ADMIN_TOKEN
  process.env.GATEHOUSE_FAULTS_INTROSPECTION = INTROSPECTION_TOKEN
  const port = await freePort()
  const fhir = await startFhirServer({ data: sampleData('R4') })
  const issuer = await startIssuer({
    audience: `http://127.0.0.1:${port}/fhir`,
    lifetime: LIFETIME,
    introspectionBearer: INTROSPECTION_TOKEN,
  })
  const redis = onFailure === undefined ? undefined : await startRedis()
  const wires = {
    upstream: await startWire(() => portOf(fhir.url)),
    issuer: await startWire(() => portOf(issuer.issuer)),
    redis: await startWire(() => redis?.port ?? 0),
  }
  const keys = `http://keys.localhost:${wires.issuer.port}`
  const asked = { url: `${keys}/introspect`, bearer: { env: 'GATEHOUSE_FAULTS_INTROSPECTION' } }
  const gateway = await startGateway(
    {
      upstreamUrl: `http://fhir.localhost:${wires.upstream.port}/fhir`,
      issuer: issuer.issuer,
      sections: {
        admin: { token: { env: 'GATEHOUSE_FAULTS_ADMIN' } },
        issuers: [{ issuer: issuer.issuer, jwksUri: `${keys}/jwks`, ...(introspection && { introspection: asked }) }],
        ...(onFailure && { store: { redis: { url: `redis://redis.localhost:${wires.redis.port}`, onFailure } } }),
        rateLimit: { default: { rps: 10_000, burst: 10_000 } },
        ...sections,
        // The start of another row's world may take this process a second, on a slow machine.
        upstream: { timeouts: { connect: '4s', response: '4s' }, ...(sections.upstream as object) },
      },
    },
    port,
  )
  if (redis !== undefined) await storeUp(gateway.adminUrl)
  const claimsNow = (claims: Readonly<Record<string, unknown>>) => {
    const now = Math.floor(trueTime() / 1000)
    return { scope: 'user/*.rs', iat: now, exp: now + LIFETIME, ...claims }
  }
  return {
    ...{ fhir, issuer, adminUrl: gateway.adminUrl, wires, redis },
    mint: (claims = {}) => issuer.mint(claimsNow(claims)),
    mintOpaque: (claims = {}) => issuer.mintOpaque(claimsNow(claims)),
    async ask(target, token) {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
      const response = await fetch(gateway.base + target, { headers })
      await response.arrayBuffer()
      return response.status
    },
    async stop() {
      await gateway.close()
      await Promise.all([...Object.values(wires).map((wire) => wire.stop()), fhir.stop(), issuer.stop(), redis?.stop()])
    },
  }
}

function portOf(url: string): number {
  return Number(new URL(url).port)
}

/** Waits until the gateway has reached Redis. */
async function storeUp(adminUrl: string): Promise<void> {
  const readiness = async () => (await fetch(`${adminUrl}/readyz`)).json()
  while (((await readiness()) as Readiness).dependencies.store !== 'up') await pause(10)
}
