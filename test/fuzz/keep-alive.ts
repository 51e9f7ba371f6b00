import type { Socket } from 'node:net'
import { type HttpMessage, headerOf, readMessages } from '../fixtures/http-bytes.ts'
import { openSocket } from '../fixtures/raw-client.ts'

/** One client connection for request after request; opened anew when the other side has closed it. */
export interface KeepAliveClient {
  /** The final answer to a message; undefined when the connection was closed without one. */
  send(message: Buffer, head: boolean): Promise<HttpMessage | undefined>
  close(): void
}

export function createKeepAliveClient(url: string): KeepAliveClient {
  let socket: Socket | undefined

  function opened(): Socket {
    return openSocket(url).on('error', () => {})
  }

  function send(message: Buffer, head: boolean): Promise<HttpMessage | undefined> {
    const current = socket ?? opened()
    socket = current
    return new Promise((resolve) => {
      let received: Buffer = Buffer.alloc(0)
      const done = (answer: HttpMessage | undefined, closed: boolean) => {
        current.off('data', onData).off('close', onClose)
        if (closed || (answer && headerOf(answer, 'connection') === 'close')) {
          current.destroy()
          socket = undefined
        }
        resolve(answer)
      }
      const onData = (chunk: Buffer) => {
        received = Buffer.concat([received, chunk])
        const { messages } = readMessages(received, (line) => head || /^HTTP\/1\.1 (1\d\d|204|304)/.test(line))
        const final = messages.find(({ startLine }) => !startLine.startsWith('HTTP/1.1 1'))
        if (final) done(final, false)
      }
      const onClose = () => done(undefined, true)
      current.on('data', onData).on('close', onClose)
      current.write(message)
    })
  }
  return { send, close: () => socket?.destroy() }
}
