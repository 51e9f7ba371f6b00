import { createHash, X509Certificate } from 'node:crypto'
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { Agent, get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ClientMessage } from '../../src/message.ts'
import type { TlsSettings } from '../../src/server/settings.ts'
import type { RunningServer } from '../../src/server/start.ts'
import { makePair, writePair } from './fixtures/certificates.ts'
import { friendly, startStub, stubGate } from './fixtures/gate.ts'
import { received } from './fixtures/raw.ts'

const first = makePair('first')
const second = makePair('second')
let directory: string
let server: RunningServer
const gate = stubGate(friendly)
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gatehouse-tls-'))
  gate.lines.length = 0
})
afterEach(async () => {
  await server.close()
  rmSync(directory, { recursive: true })
})

async function start(changes: Partial<TlsSettings> = {}, pair = first): Promise<void> {
  const files = writePair(directory, pair)
  server = await startStub(gate, {
    server: { tls: { ...files, minVersion: 'TLSv1.2', clientAuth: 'none', ...changes } },
  })
}

/** Connects once and says which certificate the server showed. */
function handshake(options: ConnectionOptions = {}): Promise<{ socket: TLSSocket; name: string; version: string }> {
  const { hostname: host, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port), rejectUnauthorized: false, ...options })
    socket.once('error', reject)
    socket.once('secureConnect', () =>
      resolve({ socket, name: String(socket.getPeerCertificate().subject.CN), version: socket.getProtocol()! }),
    )
  })
}
async function shownName(): Promise<string> {
  const { socket, name } = await handshake()
  socket.destroy()
  return name
}

test('answers over TLS, with HSTS', async () => {
  await start()
  const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
    get(`${server.url}/Patient`, { agent: new Agent({ ca: first.cert }) }, (response) => {
      response.resume()
      resolve(response.headers)
    }).on('error', reject)
  })
  expect(headers['strict-transport-security']).toMatch(/max-age=\d{8}/)
})

test.each([
  ['TLSv1.1', 'TLSv1.2', false],
  ['TLSv1.2', 'TLSv1.2', true],
  ['TLSv1.3', 'TLSv1.2', true],
  ['TLSv1.2', 'TLSv1.3', false],
  ['TLSv1.3', 'TLSv1.3', true],
] as const)('a client of %s against minVersion %s: %s', async (version, minVersion, accepted) => {
  await start({ minVersion })
  const attempt = handshake({ maxVersion: version, minVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' })
  if (!accepted) return expect(attempt).rejects.toThrow()
  const { socket, version: agreed } = await attempt
  expect(agreed).toBe(version)
  socket.destroy()
})

test('a renewed certificate serves new connections; an open one goes on', async () => {
  await start()
  const { socket } = await handshake()
  writePair(directory, second)
  await expect.poll(shownName).toBe('second')
  socket.write('GET /fhir HTTP/1.1\r\nHost: g\r\n\r\n')
  expect(await received(socket, /\}/)).toContain('200 OK')
  expect(gate.lines.some((line) => line.message === 'certificate renewed')).toBe(true)
  socket.destroy()
})

test('a certificate that ends is spoken of until it is renewed', async () => {
  const ended = makePair('ended', { from: new Date('2020-01-01'), until: new Date('2021-01-01') })
  const said = () => gate.lines.filter(({ message }) => message === 'certificate to be renewed')
  const before = said().length
  await start({}, ended)
  expect(said().slice(before)).toMatchObject([{ level: 'warn', detail: 'expired on 2021-01-01' }])
  writePair(directory, second)
  await expect.poll(shownName).toBe('second')
  expect(said()).toHaveLength(before + 1)
})

test('a renewal by swapping a symbolic link, as Kubernetes does', async () => {
  const versions = [first, second].map((pair, index) => {
    const path = join(directory, `..version-${index}`)
    mkdirSync(path)
    writePair(path, pair)
    return path
  })
  symlinkSync(versions[0]!, join(directory, '..data'))
  for (const file of ['tls.crt', 'tls.key']) symlinkSync(join('..data', file), join(directory, file))
  const files = { cert: join(directory, 'tls.crt'), key: join(directory, 'tls.key') }
  server = await startStub(gate, { server: { tls: { ...files, minVersion: 'TLSv1.2', clientAuth: 'none' } } })
  expect(await shownName()).toBe('first')
  symlinkSync(versions[1]!, join(directory, '..next'))
  renameSync(join(directory, '..next'), join(directory, '..data'))
  await expect.poll(shownName).toBe('second')
})

test.each([
  ['no PEM', () => writeFileSync(join(directory, 'tls.crt'), 'broken')],
  ['a key of another certificate', () => writeFileSync(join(directory, 'tls.key'), second.key)],
  ['a missing file', () => rmSync(join(directory, 'tls.key'))],
] as const)('%s leaves the old certificate in force and says so', async (_name, damage) => {
  await start()
  damage()
  const said = () => gate.lines.some((line) => String(line.message).startsWith('certificate not renewed'))
  await expect.poll(said).toBe(true)
  expect(await shownName()).toBe('first')
})

test('a certificate that does not load at the start stops the start', async () => {
  await start()
  writeFileSync(join(directory, 'tls.key'), second.key)
  const tls = {
    cert: join(directory, 'tls.crt'),
    key: join(directory, 'tls.key'),
    minVersion: 'TLSv1.2',
    clientAuth: 'none',
  } as const
  await expect(startStub(gate, { server: { tls } })).rejects.toThrow()
})

test('asked for without an authority, certificates are known by their thumbprint and believed in nothing else', async () => {
  await start({ clientAuth: 'request' })
  const { socket } = await handshake({ ...second })
  socket.write('GET /fhir HTTP/1.1\r\nHost: g\r\n\r\n')
  await received(socket, /200 OK/)
  const message = gate.travelled.at(-1) as ClientMessage
  expect(message.tls?.peerCertificate).toBeUndefined()
  expect(message.certificateThumbprint).toBe(
    createHash('sha256').update(new X509Certificate(second.cert).raw).digest('base64url'),
  )
  socket.destroy()
})

/** The client's certificate and how it is asked for; whether it gets in, and what the road sees of it. */
const clients: [
  name: string,
  auth: 'request' | 'require',
  which: 'none' | 'trusted' | 'foreign',
  in_: boolean,
  seen: string | undefined,
][] = [
  ['require, none', 'require', 'none', false, undefined],
  ['require, foreign', 'require', 'foreign', false, undefined],
  ['require, trusted', 'require', 'trusted', true, 'second'],
  ['request, none', 'request', 'none', true, undefined],
  ['request, foreign: not believed', 'request', 'foreign', true, undefined],
  ['request, trusted', 'request', 'trusted', true, 'second'],
]
test.each(clients)('client certificates: %s', async (_name, clientAuth, which, admitted, seen) => {
  const clientCa = join(directory, 'ca.crt')
  writeFileSync(clientCa, second.cert)
  await start({ clientAuth, clientCa })
  const pair = which === 'none' ? {} : which === 'trusted' ? second : makePair('foreign')
  const travelled = gate.travelled.length
  const names: unknown[] = []
  const { socket } = await handshake({ ...pair })
  socket.on('error', () => {})
  socket.write('GET /fhir HTTP/1.1\r\nHost: g\r\n\r\n')
  if (!admitted) {
    await expect(received(socket, /HTTP/)).rejects.toThrow()
    return expect(gate.travelled.length).toBe(travelled)
  }
  await received(socket, /200 OK/)
  const message = gate.travelled.at(-1) as ClientMessage
  names.push(message.tls?.peerCertificate?.subject.CN)
  expect(names).toEqual([seen])
  socket.destroy()
})
