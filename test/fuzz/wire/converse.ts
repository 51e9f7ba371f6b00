import { connect } from 'node:net'

export interface Conversation {
  /** What is written, one after the other. */
  readonly parts: readonly Buffer[]
  /** Our side is ended when nothing has come for so long, milliseconds: some servers drop what they owe to one who leaves. */
  readonly quiet: number
  readonly localAddress?: string
}

/** Milliseconds within which a connection whose one side has ended is over. */
const WITHIN = 60_000

/** Writes on a fresh connection, and gives all that came back until it was closed. */
export function converse(url: string, { parts, quiet, localAddress = '127.0.0.1' }: Conversation): Promise<Buffer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), localAddress }).setNoDelay(true)
    const chunks: Buffer[] = []
    const ending = setTimeout(() => socket.end(), quiet)
    const deadline = setTimeout(() => {
      socket.destroy()
      reject(new Error(`still open: ${JSON.stringify(Buffer.concat(parts).toString('latin1').slice(0, 2000))}`))
    }, WITHIN)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      ending.refresh()
    })
    socket.on('close', () => {
      clearTimeout(ending)
      clearTimeout(deadline)
      resolve(Buffer.concat(chunks))
    })
    write(parts)

    function write([part, ...rest]: readonly Buffer[]): void {
      if (part !== undefined) socket.write(part, () => setImmediate(() => write(rest)))
    }
  })
}
