import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ensureProgram, versionOf } from '../../scripts/debian-package.ts'
import { freePort } from '../fixtures/free-port.ts'

/** A proxy that runs in front of something, as a site would have it: connections behind it are kept and shared. */
export interface FrontProxy {
  readonly name: string
  readonly url: string
  /** What it took the path of a request with this `X-Case` for, decoded where it decodes; undefined = it never logged one. */
  pathOf(name: string): Promise<string | undefined>
  stop(): Promise<void>
}

const flags = { haproxy: '-v', nginx: '-v' } as const
export type ProxyName = keyof typeof flags

/**
 * The proxies that can be tried here. With GATEHOUSE_REQUIRE_PROXIES=1 those that are missing are installed, and it is a
 * failure when they cannot be.
 */
export async function proxiesHere(): Promise<readonly ProxyName[]> {
  const names = Object.keys(flags) as ProxyName[]
  if (process.env.GATEHOUSE_REQUIRE_PROXIES === '1')
    for (const name of names) await ensureProgram(name, name, flags[name])
  const found = names.filter((name) => versionOf(name, flags[name]) !== undefined)
  for (const name of names)
    if (!found.includes(name))
      console.warn(`SKIPPED: ${name} is not installed (GATEHOUSE_REQUIRE_PROXIES=1 installs it)`)
  return found
}

/** Starts a proxy on loopback in front of `port`. */
export async function startProxy(name: ProxyName, behind: number): Promise<FrontProxy> {
  const folder = mkdtempSync(join(tmpdir(), `gatehouse-${name}-`))
  mkdirSync(join(folder, 'temp'))
  const port = await freePort()
  const file = join(folder, 'proxy.conf')
  writeFileSync(file, name === 'nginx' ? nginxFile(folder, port, behind) : haproxyFile(port, behind))
  const words = name === 'nginx' ? ['-p', folder, '-c', file, '-e', 'stderr'] : ['-db', '-f', file]
  const child = spawn(name, words, { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  let said = ''
  child.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-4000)
  })
  await listening(port, child, () => said)
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    pathOf: (of) => (name === 'nginx' ? loggedPath(join(folder, 'access.log'), of) : Promise.resolve(undefined)),
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function listening(port: number, child: ChildProcess, said: () => string): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    if (child.exitCode !== null) throw new Error(`the proxy ended: ${said()}`)
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port }, () => resolve(true))
      socket.on('error', () => resolve(false)).on('connect', () => socket.destroy())
    })
    if (open) return
    await delay(50)
  }
  throw new Error(`the proxy does not listen: ${said()}`)
}

/** Waits for the line: it is written when the request has ended. */
async function loggedPath(file: string, of: string): Promise<string | undefined> {
  for (let tries = 0; tries < 1000; tries++) {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []
    const line = lines.findLast((each) => each.includes(`"case":"${of}"`))
    if (line !== undefined) return (JSON.parse(line) as { path: string }).path
    await delay(10)
  }
  return undefined
}

function nginxFile(folder: string, port: number, behind: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (each) => `${each}_temp_path ${folder}/temp/${each};`,
  )
  return `daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log stderr crit;
events { worker_connections 256; }
http {
  ${temporary.join('\n  ')}
  log_format read escape=json '{"case":"$http_x_case","path":"$uri"}';
  access_log ${folder}/access.log read;
  upstream behind { server 127.0.0.1:${behind}; keepalive 4; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://behind;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header Client-Cert "";
      proxy_set_header X-Seen-Length $content_length;
    }
  }
}
`
}

function haproxyFile(port: number, behind: number): string {
  return `global
  maxconn 256
defaults
  mode http
  timeout connect 10s
  timeout client 60s
  timeout server 60s
  timeout http-request 5s
  option http-keep-alive
  http-reuse always
frontend clients
  bind 127.0.0.1:${port}
  option forwardfor
  http-request del-header client-cert
  http-request set-header X-Seen-Path %[path,url_dec,base64]
  http-request set-header X-Raw-Path %[path]
  http-request set-header X-Seen-Length %[req.hdr(content-length)] if { req.hdr(content-length) -m found }
  default_backend behind
backend behind
  server gateway 127.0.0.1:${behind}
`
}
