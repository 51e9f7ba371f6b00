import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { startIssuer } from '../demo/issuer/issuer.ts'
import { freePort } from '../test/fixtures/gateway.ts'
import { type Program, startGatewayProcess, startProgram } from '../test/fixtures/gateway-process.ts'
import { PATIENT } from './bodies.ts'
import type { Caller, ServerName } from './workloads.ts'

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0

/** The server under test has a core of its own; what loads it and what lies behind it share the others. */
export const pinned = canPin
  ? { tested: ['taskset', '-c', '0'], rest: ['taskset', '-c', `1-${availableParallelism() - 1}`] }
  : { tested: [], rest: [] }

/** More than any load reaches: the limiter does its work, and lets all pass. */
export const limit = { rps: 1_000_000, burst: 1_000_000 }

export interface Servers {
  of(name: ServerName): { readonly base: string; readonly pid: number }
  tokensOf(name: ServerName, caller: Caller): readonly string[]
  stop(): Promise<void>
}

/** Where the compiled gateway lies: what runs from source carries the loader's own work with every function it makes. */
const BUILT = '.cache/bench'

/** Compiles the gateway; gives the path of its program. */
export function buildGateway(): string {
  execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', BUILT, '--noCheck'], {
    stdio: ['ignore', 'inherit', 'ignore'],
  })
  cpSync('src/fhir/definitions', `${BUILT}/fhir/definitions`, { recursive: true })
  return `${BUILT}/main.js`
}

/** Starts the upstream and all that is measured, each in a process of its own, and makes their tokens. */
export async function startServers(profileFolder?: string): Promise<Servers> {
  const main = buildGateway()
  const issuer = await startIssuer({ audience: 'set with each token', lifetime: 3600 })
  const upstream = await startProgram('bench/servers/upstream.ts', { before: pinned.rest })
  const started = new Map<ServerName, { program: Program; base: string; tokens: Record<Caller, readonly string[]> }>()

  async function add(name: ServerName, start: (port: number) => Promise<Program>): Promise<void> {
    const port = await freePort()
    const base = `http://127.0.0.1:${port}/fhir`
    const mint = (scope: string) => issuer.mint({ aud: base, scope, patient: PATIENT })
    const tokens = {
      nobody: [],
      'patient-app': [await mint('patient/*.rs')],
      'wrong-scope': [await mint('patient/Condition.rs')],
      'thousand-tokens': await Promise.all(Array.from({ length: 1000 }, () => mint('patient/*.rs'))),
    }
    started.set(name, { program: await start(port), base, tokens })
  }
  const proxy = (path: string, ...more: string[]) => {
    return (port: number) => startProgram(path, { args: [`${port}`, upstream.ready, ...more], before: pinned.tested })
  }
  await add('node-undici', proxy('bench/servers/node-undici.ts'))
  await add('fastify-proxy', proxy('bench/servers/fastify-proxy.ts'))
  await add('naive-jose', proxy('bench/servers/fastify-proxy.ts', issuer.issuer))
  await add('gateway', (port) =>
    startGatewayProcess({
      main,
      port,
      upstreamUrl: upstream.ready,
      issuer: issuer.issuer,
      before: pinned.tested,
      node: profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`],
      sections: { rateLimit: { default: limit, unauthenticated: limit } },
    }),
  )

  const serverOf = (name: ServerName) => started.get(name)!
  return {
    of: (name) => ({ base: serverOf(name).base, pid: serverOf(name).program.pid }),
    tokensOf: (name, caller) => serverOf(name).tokens[caller],
    async stop() {
      for (const { program } of started.values()) await program.stop()
      await upstream.stop()
      await issuer.stop()
    },
  }
}
