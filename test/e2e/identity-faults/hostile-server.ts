import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

/** What a fault has to work with. */
export interface Broken {
  readonly response: ServerResponse
  /** What a good server would answer. */
  readonly document: string
  /** A server that nobody may ask. */
  readonly trap: string
  /** Calls `step` again and again until the connection is gone. */
  readonly drip: (step: () => void) => void
}

export type Fault = (broken: Broken) => void

export interface HostileServer {
  readonly url: string
  /** Requests so far, by path. */
  readonly requests: Map<string, number>
  /** Bytes that were written to connections, by all answers. */
  written(): number
  /** Answers at `path` from now on: as it should be, or in this bad way. */
  turn(path: string, fault: Fault | undefined): void
  stop(): Promise<void>
}

/**
 * Starts a server on loopback whose every path can be turned bad.
 *
 * @param documents what is answered by path, for the body that was sent; undefined: 404.
 */
export async function startHostileServer(
  documents: (path: string, body: string) => object | undefined,
  trap: string,
  cacheControl = 'max-age=60',
): Promise<HostileServer> {
  const requests = new Map<string, number>()
  const faults = new Map<string, Fault>()
  const timers = new Set<NodeJS.Timeout>()
  let gone = 0
  const sockets = new Set<{ readonly bytesWritten: number }>()

  const server = createServer(async (request, response) => {
    const path = request.url ?? ''
    requests.set(path, (requests.get(path) ?? 0) + 1)
    const document = documents(path, await bodyOf(request))
    const fault = faults.get(path)
    const text = JSON.stringify(document ?? {})
    if (fault !== undefined) return fault({ response, document: text, trap, drip: (step) => dripInto(response, step) })
    const headers = { 'content-type': 'application/json', 'cache-control': cacheControl }
    response.writeHead(document === undefined ? 404 : 200, headers).end(text)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      gone += socket.bytesWritten
      sockets.delete(socket)
    })
  })

  function dripInto(response: ServerResponse, step: () => void): void {
    const timer = setInterval(() => {
      if (response.socket?.destroyed !== false) clearInterval(timer)
      else step()
    }, 10)
    timers.add(timer)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    written: () => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, gone),
    turn(path, fault) {
      if (fault === undefined) faults.delete(path)
      else faults.set(path, fault)
    },
    stop: () =>
      new Promise((resolve) => {
        for (const timer of timers) clearInterval(timer)
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

const json = { 'content-type': 'application/json' }
const page = '<!doctype html><title>502</title><p>Bad gateway'
const bomb = gzipSync(Buffer.from(`{"padding":"${' '.repeat(16 * 1024 * 1024)}"}`))

/** Ways in which a server can fail those who ask it. */
export const faults: Readonly<Record<string, Fault>> = {
  silent: () => {},
  'drips its head': ({ response, drip }) => {
    response.socket?.write('HTTP/1.1 200 OK\r\nx-drip: ')
    drip(() => response.socket?.write('x'))
  },
  'drips its body': ({ response, drip }) => {
    response.writeHead(200, json)
    drip(() => response.write(' '))
  },
  endless: ({ response }) => {
    response.writeHead(200, json)
    const chunk = ' '.repeat(64 * 1024)
    const more = () => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', more)
    }
    more()
  },
  huge: ({ response, document }) => void response.writeHead(200, json).end(document + ' '.repeat(2 * 1024 * 1024)),
  'with a huge head': ({ response, document }) =>
    void response.writeHead(200, { ...json, 'x-padding': 'x'.repeat(1024 * 1024) }).end(document),
  'a compressed bomb': ({ response }) =>
    void response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(bomb),
  'redirecting to itself': ({ response }) => void response.writeHead(307, { location: '/elsewhere' }).end(),
  'redirecting away': ({ response, trap }) => void response.writeHead(308, { ...json, location: trap }).end('{}'),
  'redirecting without end': ({ response, document }) => void response.writeHead(302, json).end(document),
  'of a wrong type': ({ response, document }) =>
    void response.writeHead(200, { 'content-type': 'text/plain' }).end(document),
  'of no type': ({ response, document }) => void response.writeHead(200).end(document),
  'a page': ({ response }) => void response.writeHead(200, { 'content-type': 'text/html' }).end(page),
  'a page that says it is JSON': ({ response }) => void response.writeHead(200, json).end(page),
  'an error with the right body': ({ response, document }) => void response.writeHead(502, json).end(document),
  'too busy': ({ response }) => void response.writeHead(429, { ...json, 'retry-after': '86400' }).end('{}'),
  'a list': ({ response, document }) => void response.writeHead(200, json).end(`[${document}]`),
  'half a document': ({ response, document }) => void response.writeHead(200, json).end(document.slice(0, -2)),
  'deeply nested': ({ response }) =>
    void response.writeHead(200, json).end(`{"keys":${'['.repeat(50_000)}${']'.repeat(50_000)},"active":true}`),
  'closing at once': ({ response }) => void response.socket?.destroy(),
  'closing inside its body': ({ response, document }) => {
    response.writeHead(200, { ...json, 'content-length': document.length + 1 })
    response.write(document, () => response.destroy())
  },
  'not speaking HTTP': ({ response }) => void response.socket?.end('220 mail.example ESMTP\r\n'),
}
