import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What one request became: as it came to the server behind, and what the server said. */
export interface Recorded {
  readonly method: string
  /** Below the base, with its query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
  readonly status: number
  readonly answer: string
}

export interface Recorder {
  /** The base, without a slash at the end. */
  readonly url: string
  /** What came under this X-Request-Id, in order, each once it was answered. */
  readonly under: (id: string) => readonly Recorded[]
  clear(): void
  stop(): Promise<void>
}

/** Stands before a server, hands on every request as it is, and remembers it. */
export async function startRecorder(behind: string): Promise<Recorder> {
  const base = new URL(behind)
  const agent = new Agent({ keepAlive: true })
  const seen = new Map<string, Recorded[]>()

  const pass = async (incoming: IncomingMessage, response: ServerResponse) => {
    const body = await bytesOf(incoming)
    const { method = '', url = '', headers } = incoming
    const onward = request({ host: base.hostname, port: base.port, method, path: url, headers, agent }, (answer) => {
      void bytesOf(answer).then((bytes) => {
        const one = { method, target: url.slice(base.pathname.length), headers, body, status: answer.statusCode ?? 0 }
        const id = String(headers['x-request-id'])
        seen.set(id, [...(seen.get(id) ?? []), { ...one, answer: bytes.toString() }])
        const { 'transfer-encoding': _, connection: __, ...told } = answer.headers
        response.writeHead(one.status, { ...told, ...(method !== 'HEAD' && { 'content-length': bytes.length }) })
        response.end(bytes)
      })
    })
    onward.on('error', () => response.destroy())
    onward.end(body)
  }
  const server = createServer((incoming, response) => void pass(incoming, response))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base.pathname}`,
    under: (id) => seen.get(id) ?? [],
    clear: () => seen.clear(),
    stop: () =>
      new Promise((done) => {
        agent.destroy()
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
