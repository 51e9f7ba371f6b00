import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isAnswered } from '../is-answered.ts'
import { cache, progress } from './cache.ts'
import { fetchKeycloak } from './fetch.ts'

/** What fills the placeholders of the realm file, and who may administer. */
export interface KeycloakOptions {
  readonly port: number
  /** The public base of the gateway: the audience of access tokens. */
  readonly publicUrl: string
  /** Of the client `gatehouse`, for introspection. */
  readonly clientSecret: string
  /** Of every user in the realm file. */
  readonly demoPassword: string
  readonly redirectUri: string
  /** Where the keys of the backend service are. */
  readonly jwksUrl: string
  /** Of the administrator `admin`. */
  readonly adminPassword: string
}

/** A server that was started. `ready` rejects, with the end of its log, when it ends or takes more than four minutes; then it is stopped. */
export interface Keycloak {
  readonly url: string
  readonly issuer: string
  ready(): Promise<void>
  stop(): Promise<void>
}

const startMillis = 240_000
const stopMillis = 10_000
const realmFile = resolve(import.meta.dirname, '../../demo/keycloak/realm.json')
const log = join(cache, 'server.log')

/**
 * Starts a real Keycloak in development mode with the realm of `demo/keycloak`, on loopback, its data in memory only. The
 * first start on a machine fetches the server with Maven, and builds it; throws where it cannot be fetched.
 */
export async function startKeycloak(options: KeycloakOptions): Promise<Keycloak> {
  const child = launch(await fetchKeycloak(), options)
  const url = `http://127.0.0.1:${options.port}`
  const issuer = `${url}/realms/hospital`
  const started = Date.now()
  return {
    url,
    issuer,
    async ready() {
      while (Date.now() - started < startMillis && child.exitCode === null) {
        if (await isAnswered(`${issuer}/.well-known/openid-configuration`))
          return progress(`ready on ${url} after ${Math.round((Date.now() - started) / 1000)} s`)
        await pause(250)
      }
      await stop(child)
      const end = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-20).join('\n')
      throw new Error(`keycloak: the server did not start. The end of ${log}:\n${end}`)
    },
    stop: () => stop(child),
  }
}

function launch(home: string, options: KeycloakOptions): ChildProcess {
  mkdirSync(join(home, 'data/import'), { recursive: true })
  copyFileSync(realmFile, join(home, 'data/import/hospital-realm.json'))
  progress('starting the server')
  const output = openSync(log, 'w')
  const child = spawn(
    'sh',
    [
      join(home, 'bin/kc.sh'),
      'start-dev',
      '--db=dev-mem',
      '--http-host=127.0.0.1',
      `--http-port=${options.port}`,
      '--import-realm',
    ],
    {
      stdio: ['ignore', output, output],
      // A group of its own: the script starts Java as a child, and both must end.
      detached: true,
      env: {
        ...process.env,
        // The quick compiler only: a test run is over before the optimising one pays off.
        JAVA_OPTS: '-Xms64m -Xmx640m -XX:MaxMetaspaceSize=320m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC',
        KC_BOOTSTRAP_ADMIN_USERNAME: 'admin',
        KC_BOOTSTRAP_ADMIN_PASSWORD: options.adminPassword,
        GATEHOUSE_PUBLIC_URL: options.publicUrl,
        GATEHOUSE_CLIENT_SECRET: options.clientSecret,
        DEMO_PASSWORD: options.demoPassword,
        APP_REDIRECT_URI: options.redirectUri,
        BACKEND_JWKS_URL: options.jwksUrl,
      },
    },
  )
  closeSync(output)
  return child
}

/** Ends the server's process group; should it hang, it is killed. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const group = -child.pid
  const gone = new Promise((done) => child.once('exit', done))
  const timer = setTimeout(() => process.kill(group, 'SIGKILL'), stopMillis)
  process.kill(group, 'SIGTERM')
  await gone
  clearTimeout(timer)
}
