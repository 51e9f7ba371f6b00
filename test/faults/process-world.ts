import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { stringify } from 'yaml'
import { sampleData } from '../../demo/data/sample-data.ts'
import { startFhirServer } from '../../demo/fhir-server/start.ts'
import { startIssuer } from '../../demo/issuer/issuer.ts'
import { freePort } from '../fixtures/gateway.ts'
import { unhurried } from '../fixtures/unhurried.ts'
import { makePair, writePair } from '../server/fixtures/certificates.ts'
import { ADMIN_TOKEN, type Scene } from './world.ts'

/** The gateway as a process with files: its configuration, policy, certificate and log. */
export interface ProcessWorld extends Scene {
  readonly pid: number
  /** The full path of a file of its folder. */
  path(name: 'gatehouse.yaml' | 'policy.yaml' | 'tls.crt' | 'tls.key' | 'log'): string
  /** Waits until the log has a record with this message. */
  said(message: string): Promise<void>
  /** Asks it to read its configuration again, and waits until it has told of such an end of a reload. */
  reload(result: 'success' | 'failure'): Promise<void>
}

export interface ProcessWorldOptions {
  readonly tls?: true
}

export const POLICY = `apiVersion: gatehouse/v1
kind: Policy
rules:
  - { id: everything, effect: permit, match: {} }
`

export async function startProcessWorld({ tls }: ProcessWorldOptions = {}): Promise<ProcessWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-faults-'))
  const path = (name: string) => join(folder, name)
  const [port, adminPort] = [await freePort(), await freePort()]
  const base = `${tls ? 'https' : 'http'}://127.0.0.1:${port}/fhir`
  const fhir = await startFhirServer({ data: sampleData('R4') })
  const issuer = await startIssuer({ audience: base, lifetime: 3600 })
  const secure = tls && { tls: { cert: path('tls.crt'), key: path('tls.key') } }
  if (tls) writePair(folder, makePair('first'))
  writeFileSync(path('policy.yaml'), POLICY)
  writeFileSync(
    path('gatehouse.yaml'),
    stringify({
      server: {
        publicUrl: base,
        listen: { host: '127.0.0.1', port },
        timeouts: { drain: '2s' },
        limits: unhurried.limits,
        ...secure,
      },
      admin: { listen: { host: '127.0.0.1', port: adminPort }, token: { env: 'GATEHOUSE_FAULTS_ADMIN' } },
      upstream: { url: fhir.url, health: { interval: '1h' }, timeouts: unhurried.timeouts },
      issuers: [{ issuer: issuer.issuer }],
      policy: 'policy.yaml',
    }),
  )
  const log = openSync(path('log'), 'a')
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', 'serve', '-c', path('gatehouse.yaml')], {
    env: { ...process.env, GATEHOUSE_FAULTS_ADMIN: ADMIN_TOKEN },
    stdio: ['ignore', log, 'inherit'],
  })
  closeSync(log)
  const adminUrl = `http://127.0.0.1:${adminPort}`
  const reloads = async (result: string) => {
    const text = await (await fetch(`${adminUrl}/metrics`)).text()
    const sample = new RegExp(`^gatehouse_config_reloads_total\\{result="${result}"\\} (\\d+)$`, 'm')
    return Number(sample.exec(text)?.[1] ?? 0)
  }
  async function stop(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    await Promise.all([fhir.stop(), issuer.stop()])
    rmSync(folder, { recursive: true, force: true })
  }
  const ready = async () => {
    if (child.exitCode !== null) throw new Error('the gateway ended')
    return (await fetch(`${adminUrl}/readyz`).catch(() => undefined))?.ok === true
  }
  try {
    await until(ready, 'readiness')
  } catch (error) {
    await stop()
    throw error
  }
  return {
    ...{ fhir, issuer, adminUrl, path, pid: child.pid as number },
    mint: (claims = {}) => issuer.mint({ scope: 'user/*.rs', ...claims }),
    mintOpaque: issuer.mintOpaque,
    ask: (target, token) => statusOf(base + target, token),
    async said(message) {
      const record = `"message":"${message}"`
      await until(() => readFileSync(path('log'), 'utf8').includes(record), `log: ${message}`)
    },
    async reload(result) {
      child.kill('SIGHUP')
      await until(async () => (await reloads(result)) > 0, `a reload with ${result}`)
    },
    stop,
  }
}

async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const since = performance.now(); !(await holds()); await pause(50)) {
    if (performance.now() - since > 90_000) throw new Error(`never came to be: ${what}`)
  }
}

/** On a connection of its own, so that it meets the certificate in force. */
function statusOf(url: string, token: string | undefined): Promise<number> {
  const request = url.startsWith('https:') ? tlsRequest : plainRequest
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent: false, rejectUnauthorized: false, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode as number))
    })
    asked.on('error', reject)
    asked.end()
  })
}
