import { randomUUID } from 'node:crypto'
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { RefusalCode } from '../../fhir/refusal.ts'
import type { Answer } from '../../message.ts'
import type { AddressReader } from '../client-address.ts'
import type { Gate } from '../gate.ts'
import { refuseMessage } from '../refuse.ts'
import { answerHeaders, type FlatHeaders } from '../response-headers.ts'
import type { Connections } from './connections.ts'
import type { Turns } from './turns.ts'

export interface SocketErrorSettings {
  readonly fixed: FlatHeaders
  readonly address: AddressReader
}

/**
 * Answers messages that never became a request: broken framing, heads that are too large or too slow, CONNECT.
 * They are refused, never repaired, and the connection is closed, since where the next message would begin is unknown.
 */
export function answerSocketErrors(
  server: Server,
  gate: Pick<Gate, 'metrics' | 'log'>,
  connections: Connections,
  turns: Turns,
  settings: SocketErrorSettings,
): void {
  /** What comes behind a broken message is broken as well, and no message of its own. */
  const ended = new WeakSet<Socket>()

  function refuse(socket: Socket, method: string, code: RefusalCode): void {
    if (ended.has(socket)) return
    ended.add(socket)
    const owed = connections.owed(socket)
    // In the middle of an answer, or between two, nothing can be said that the client would not misread.
    const silent = owed.length > 1 || owed.some((response) => response.headersSent) || !socket.writable
    const turn = owed[0] && turns.of(owed[0].req)
    const remoteAddress = settings.address(socket.remoteAddress, undefined)
    const message = turn?.message ?? { id: randomUUID(), startedAt: performance.now(), method, remoteAddress }
    const answer = refuseMessage(message, code)
    if (!silent) {
      turn?.refused(code)
      socket.write(rawResponse(answer, message.id, settings.fixed))
    }
    socket.destroySoon()
    // A request whose body broke is recorded by its turn when the connection closes.
    if (turn !== undefined) return
    gate.metrics.record(answer.exchange, { answered: 0, total: 0, bodyWait: 0 })
    gate.log.access(answer.exchange, { answered: 0, total: 0, bodyWait: 0 })
  }

  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const code = refusalOf(error.code ?? '')
    if (code === undefined) socket.destroy()
    else refuse(socket as Socket, 'UNREAD', code)
  })
  server.on('connect', (_request: IncomingMessage, socket) => refuse(socket as Socket, 'CONNECT', 'METHOD_NOT_ALLOWED'))
}

/** Undefined: the connection itself failed, and nobody is there to be answered. */
function refusalOf(code: string): RefusalCode | undefined {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'BODY_TIMEOUT'
    case 'HPE_HEADER_OVERFLOW':
      return 'TOO_MANY_HEADERS'
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 'BODY_TOO_LARGE'
    case 'HPE_INVALID_METHOD':
    case 'HPE_INVALID_URL':
    case 'HPE_INVALID_CONSTANT':
    case 'HPE_INVALID_VERSION':
      return 'TARGET_MALFORMED'
    default:
      return code.startsWith('HPE_') ? 'HEADER_MALFORMED' : undefined
  }
}

function rawResponse(answer: Answer, requestId: string, fixed: FlatHeaders): string {
  const headers = [...answerHeaders(answer, requestId, fixed), 'Connection', 'close']
  const lines = [`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}`]
  for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`)
  return `${lines.join('\r\n')}\r\n\r\n${String(answer.body)}`
}
