import { createPublicKey, type JsonWebKeyInput } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Issuer, startIssuer } from '../demo/issuer/issuer.ts'
import { freePort } from '../test/fixtures/free-port.ts'
import { type Program, startProgram } from '../test/fixtures/gateway-process.ts'
import { startRedis } from '../test/fixtures/redis.ts'
import { writeBodies } from './bodies.ts'
import { buildGateway } from './build.ts'
import { endWithUs, removeWithUs } from './end-with-us.ts'
import { startCommand } from './servers/command.ts'
import { nginxUpstream } from './servers/nginx.ts'

/** What all servers under test share: the upstream behind them, the issuer of their tokens, Redis. */
export interface World {
  /** For files of the run; deleted at its end. */
  readonly folder: string
  /** A new folder below it. */
  folderFor(name: string): string
  readonly issuer: Issuer
  /** The issuer's public key: a PEM file. */
  readonly keyFile: string
  readonly upstream: Program
  readonly upstreamUrl: URL
  /** The compiled gateway. */
  readonly main: string
  redisUrl(): Promise<string>
  stop(): Promise<void>
}

/** `pages`: numbers of entries of the searchsets that will be asked for. */
export async function openWorld(hasNginx: boolean, pages: Iterable<number>): Promise<World> {
  const folder = removeWithUs(mkdtempSync(join(tmpdir(), 'gatehouse-bench-')))
  const folderFor = (name: string) => {
    const made = join(folder, name)
    mkdirSync(made)
    return made
  }
  const main = buildGateway()
  // The algorithm that most issuers use, and the cheapest to verify: what verifies each time is not made to look worse.
  const issuer = await startIssuer({ audience: 'set with each token', algorithm: 'RS256', lifetime: 7200 })
  const { keys } = (await (await fetch(issuer.jwksUri)).json()) as { keys: JsonWebKeyInput['key'][] }
  const keyFile = join(folder, 'issuer.pem')
  writeFileSync(keyFile, createPublicKey({ key: keys[0]!, format: 'jwk' }).export({ type: 'spki', format: 'pem' }))

  const port = await freePort()
  const upstreamUrl = new URL(`http://127.0.0.1:${port}/fhir`)
  const bodies = folderFor('bodies')
  writeBodies(bodies, upstreamUrl.href, pages)
  const upstream = endWithUs(
    hasNginx
      ? await startNginx(folderFor('upstream'), port, (own) => nginxUpstream(own, port, bodies))
      : await startProgram('bench/servers/upstream.ts', { args: [`${port}`, bodies] }),
  )
  let redis: Awaited<ReturnType<typeof startRedis>> | undefined

  return {
    folder,
    folderFor,
    issuer,
    keyFile,
    upstream,
    upstreamUrl,
    main,
    async redisUrl() {
      redis ??= await startRedis()
      return redis.url
    },
    async stop() {
      await upstream.stop()
      await redis?.stop()
      await issuer.stop()
    },
  }
}

/** Starts nginx with a configuration that is written for its folder. */
export function startNginx(
  folder: string,
  port: number,
  configuration: (folder: string) => string,
  before: readonly string[] = [],
): Promise<Program> {
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, configuration(folder))
  return startCommand([...before, 'nginx', '-p', folder, '-c', file, '-e', 'stderr'], port)
}
