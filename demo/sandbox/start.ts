import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadDefinitions } from '../../src/config/definitions/load-definitions.ts'
import { loadConfig } from '../../src/config/load.ts'
import { createGate } from '../../src/gate.ts'
import { createMetrics } from '../../src/observe/metrics.ts'
import { startServer } from '../../src/server/start.ts'
import { sampleData } from '../data/sample-data.ts'
import { startFhirServer } from '../fhir-server/start.ts'
import { startIssuer } from '../issuer/issuer.ts'
import { type CallerName, mintTokens } from './callers.ts'
import { makePair } from './certificate.ts'
import { gatehouseYaml, policyYaml } from './configuration.ts'
import { createJournal, type Journal } from './journal.ts'
import { type ReservedPort, reservePort } from './reserve-port.ts'

/** Everything of the demo, running in this process. */
export interface Sandbox {
  /** Configuration, certificate and tokens; gone after `close`. */
  readonly folder: string
  /** The FHIR base of the gateway, without a slash at the end. */
  readonly base: string
  /** The certificate by which clients know the gateway, PEM. */
  readonly certificate: string
  readonly adminUrl: string
  readonly upstreamUrl: string
  readonly issuer: string
  readonly tokens: ReadonlyMap<CallerName, string>
  readonly journal: Journal
  close(): Promise<void>
}

export interface SandboxOptions {
  /** The gateway's port where it is free. 0: any. */
  readonly port: number
  /** How long tokens are good for, seconds. */
  readonly lifetime: number
}

/** Starts a FHIR server with sample data, an issuer, and the gateway before them over TLS; all on loopback. */
export async function startSandbox({ port: wanted, lifetime }: SandboxOptions): Promise<Sandbox> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-demo-'))
  const reserved = await reservePort(wanted)
  const { port } = reserved
  const base = `https://localhost:${port}/fhir`
  const upstream = await startFhirServer({ data: sampleData('R4') })
  const issuer = await startIssuer({ audience: base, lifetime })
  const tokens = await mintAll(issuer, base, lifetime)

  const { cert, key } = makePair('Gatehouse demo')
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o600 })
  write('ca.pem', cert)
  write('tls.key', key)
  write('policy.yaml', policyYaml)
  write('gatehouse.yaml', gatehouseYaml({ publicUrl: base, port, upstreamUrl: upstream.url, issuer: issuer.issuer }))
  for (const [name, token] of tokens) {
    write(`${name}.token`, token)
    write(`${name}.header`, `Authorization: Bearer ${token}\n`)
  }

  const journal = createJournal()
  const gateway = await startGateway(join(folder, 'gatehouse.yaml'), reserved, journal)
  return {
    folder,
    base,
    certificate: cert,
    adminUrl: gateway.adminUrl,
    upstreamUrl: upstream.url,
    issuer: issuer.issuer,
    tokens,
    journal,
    async close() {
      await gateway.close()
      await Promise.all([upstream.stop(), issuer.stop()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function mintAll(issuer: Awaited<ReturnType<typeof startIssuer>>, audience: string, lifetime: number) {
  const stranger = await startIssuer({ audience, lifetime })
  const tokens = await mintTokens(issuer, stranger)
  await stranger.stop()
  return tokens
}

/** The gateway as `gatehouse serve` starts it, with a log that the demo can read. */
async function startGateway(file: string, reserved: ReservedPort, { log }: Journal) {
  const loaded = loadConfig(file)
  if ('problems' in loaded) throw new Error(`the demo's configuration is not valid: ${JSON.stringify(loaded.problems)}`)
  const { config } = loaded
  const metrics = createMetrics({
    resourceTypes: loadDefinitions(config.upstream.fhirVersion).resourceTypes,
    issuers: config.issuers.map(({ issuer }) => issuer),
    config: { version: config.version, sha256: config.sha256 },
  })
  const gate = await createGate(config, metrics, log)
  await reserved.release()
  return startServer(config, gate)
}
