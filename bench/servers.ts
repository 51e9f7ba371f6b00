import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../test/fixtures/free-port.ts'
import { type Program, startGatewayProcess, startProgram } from '../test/fixtures/gateway-process.ts'
import { PATIENT } from './bodies.ts'
import { endWithUs } from './end-with-us.ts'
import { cores, on } from './measure/cores.ts'
import { policyOf } from './policy-file.ts'
import { startCommand } from './servers/command.ts'
import { haproxyConfiguration, type TokenCheck } from './servers/haproxy.ts'
import { nginxProxy } from './servers/nginx.ts'
import type { Caller, ServerName } from './workloads.ts'
import { startNginx, type World } from './world.ts'

/** More than any load reaches: the limiter does its work, and lets all pass. */
const limit = { rps: 1_000_000, burst: 1_000_000 }

/** A server under test. */
export interface Server {
  readonly name: string
  /** Its FHIR base. */
  readonly base: string
  readonly pid: number
  readonly tokens: Readonly<Record<Caller, readonly string[]>>
  stop(): Promise<void>
}

export interface GatewayOptions {
  /** Default: the tested core. */
  readonly before?: readonly string[]
  /** Options of Node. */
  readonly node?: readonly string[]
  /** Of the section `server`, beside its address. */
  readonly server?: Readonly<Record<string, unknown>>
  /** Other sections of `gatehouse.yaml`. */
  readonly sections?: Readonly<Record<string, unknown>>
}

/** Starts one of the servers, in a process of its own on the tested core. */
export async function startServer(world: World, name: ServerName, profileFolder?: string): Promise<Server> {
  const pinned = on(cores.tested)
  const upstream = world.upstreamUrl
  const proxy = (path: string, ...more: string[]) => {
    return (port: number) => startProgram(path, { args: [`${port}`, upstream.href, ...more], before: pinned })
  }
  const haproxy = (check?: Omit<TokenCheck, 'audience'>) => (port: number, audience: string) => {
    const file = join(world.folder, `${name}-${port}.cfg`)
    writeFileSync(file, haproxyConfiguration(port, upstream, check && { ...check, audience }))
    return startCommand([...pinned, 'haproxy', '-db', '-q', '-f', file], port)
  }
  const withPolicy = async (rules: number) => {
    const policy = join(world.folder, `policy-${rules}.yaml`)
    writeFileSync(policy, policyOf(rules))
    return startGateway(world, name, { sections: { policy } })
  }
  switch (name) {
    case 'node-undici':
      return start(world, name, proxy('bench/servers/node-undici.ts'))
    case 'fastify-proxy':
      return start(world, name, proxy('bench/servers/fastify-proxy.ts'))
    case 'naive-jose':
      return start(world, name, proxy('bench/servers/fastify-proxy.ts', world.issuer.issuer))
    case 'nginx':
      return start(world, name, (port) => {
        return startNginx(world.folderFor(`nginx-${port}`), port, (own) => nginxProxy(own, port, upstream), pinned)
      })
    case 'haproxy':
      return start(world, name, haproxy())
    case 'haproxy-jwt':
      return start(world, name, haproxy({ issuer: world.issuer.issuer, keyFile: world.keyFile }))
    case 'gateway': {
      const node = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`]
      return startGateway(world, name, { node })
    }
    case 'gateway-10-rules':
      return withPolicy(10)
    case 'gateway-10000-rules':
      return withPolicy(10_000)
    case 'gateway-redis':
      return startGateway(world, name, {
        // Never on its own: a round in which Redis does not answer is void.
        sections: { store: { redis: { url: await world.redisUrl(), onFailure: 'closed' } } },
      })
  }
}

/** Starts the compiled gateway with all that it checks; limits in memory unless `sections` says otherwise. */
export function startGateway(world: World, name: string, options: GatewayOptions = {}): Promise<Server> {
  return start(world, name, (port, publicUrl) => {
    const listen = { host: '127.0.0.1', port }
    const server = { publicUrl, listen, timeouts: { drain: '500ms' }, ...options.server }
    return startGatewayProcess({
      main: world.main,
      port,
      upstreamUrl: world.upstreamUrl.href,
      issuer: world.issuer.issuer,
      before: options.before ?? on(cores.tested),
      node: options.node ?? [],
      sections: { server, rateLimit: { default: limit, unauthenticated: limit }, ...options.sections },
    })
  })
}

async function start(
  world: World,
  name: string,
  launch: (port: number, base: string) => Promise<Program>,
): Promise<Server> {
  const port = await freePort()
  const base = `http://127.0.0.1:${port}/fhir`
  const mint = (scope: string) => world.issuer.mint({ aud: base, scope, patient: PATIENT, roles: ['role-0'] })
  const tokens = {
    nobody: [],
    'patient-app': [await mint('patient/*.rs')],
    'wrong-scope': [await mint('patient/Condition.rs')],
    'thousand-tokens': await Promise.all(Array.from({ length: 1000 }, () => mint('patient/*.rs'))),
  }
  const { pid, stop } = endWithUs(await launch(port, base))
  return { name, base, pid, tokens, stop }
}
