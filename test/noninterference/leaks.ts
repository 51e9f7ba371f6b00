import type { ClientMessage } from '../../src/message.ts'
import type { RoadParts } from '../../src/road/parts.ts'
import { bodyOf } from './body.ts'
import { type Gateway, gatewayOf, partsFor } from './gateway.ts'
import { type Build, exchanging } from './property.ts'
import { serverOf } from './upstream.ts'

type Send = RoadParts['upstream']['send']

/** Gateways that each have one hole, made by exchanging a part of a sound one. */
export const leaks: Readonly<Record<string, Build>> = {
  'the guard is off': exchanging((parts) => ({
    ...parts,
    authority: { ...parts.authority, compartment: credulous(parts) },
  })),
  'nothing is narrowed': sending((send) => (request) => send({ ...request, query: withoutOwner(request.query) })),
  'the total is kept though the server passes over the narrowing': (world) => {
    const parts = partsFor(serverOf(world, { ignoreParameters: ['patient', 'subject'] }))
    const { upstream } = parts
    const send: Send = async (request, presence) => withEcho(await upstream.send(request, presence), request.query)
    return gatewayOf({ ...parts, upstream: { send } })
  },
  'cursors are not sealed': exchanging((parts) => ({
    ...parts,
    sealer: {
      seal: (page) => Buffer.from(JSON.stringify(page)).toString('base64url'),
      open: (token) =>
        token.startsWith('eyJ') ? (JSON.parse(Buffer.from(token, 'base64url').toString()) as object) : undefined,
    },
  })),
  'gone is told from never there': (world) => {
    const parts = partsFor(serverOf(world))
    const seen: number[] = []
    const { upstream } = parts
    const send: Send = async (request, presence) => {
      const answer = await upstream.send(request, presence)
      if ('status' in answer) seen.push(answer.status)
      return answer
    }
    const gateway = gatewayOf({ ...parts, upstream: { send } })
    return async (message) => {
      seen.length = 0
      const answer = await gateway(message)
      return seen.includes(410) ? { ...answer, status: 410 } : answer
    }
  },
  'a condition is answered before the check': besides(
    ({ method, headers }) => method === 'GET' && headers['if-none-match'] !== undefined,
    async (message, send) =>
      (await statusOf(message, send, { 'if-none-match': String(message.headers['if-none-match']) })) === 304 && 304,
  ),
  'a patch is tried before the check': besides(
    ({ method }) => method === 'PATCH',
    async (message, send) => {
      const headers = { 'content-type': String(message.headers['content-type']) }
      const status = await statusOf(message, send, headers, await message.readBody(Number.POSITIVE_INFINITY))
      return status === 422 && 422
    },
  ),
  'the condition of a create is not narrowed': sending((send) => (request) => {
    const condition = request.headers['if-none-exist']
    if (condition === undefined) return send(request)
    return send({ ...request, headers: { ...request.headers, 'if-none-exist': withoutOwner(condition) } })
  }),
}

/** Takes every record to be p01's. */
function credulous({ authority }: RoadParts): RoadParts['authority']['compartment'] {
  return {
    rule(type) {
      const rule = authority.compartment.rule(type)
      return rule && { ...rule, ownersOf: () => ['p01'] }
    },
  }
}

function withoutOwner(query: string): string {
  return query
    .split('&')
    .filter((pair) => !/=(?:Patient(?:%2F|\/))?p01$/.test(pair))
    .join('&')
}

function sending(change: (send: Send) => Send): Build {
  return exchanging((parts) => ({ ...parts, upstream: { send: change(parts.upstream.send) } }))
}

/** A gateway that, for some requests, asks the server first and may answer by what that says. */
function besides(
  which: (message: ClientMessage) => boolean,
  first: (message: ClientMessage, send: Send) => Promise<number | false>,
): Build {
  return (world) => {
    const parts = partsFor(serverOf(world))
    const gateway: Gateway = gatewayOf(parts)
    return async (message) => {
      const early = which(message) && (await first(message, parts.upstream.send))
      const answer = await gateway(message)
      return early ? { ...answer, status: early } : answer
    }
  }
}

async function statusOf(message: ClientMessage, send: Send, headers: Record<string, string>, body?: unknown) {
  const [path = '', query = ''] = message.target.replace(/^\/fhir\//, '').split('?')
  const method = message.method as 'GET' | 'PATCH'
  const answer = await send({ method, path, query, headers, ...(Buffer.isBuffer(body) && { body }) })
  return 'status' in answer ? answer.status : undefined
}

/** A self link that claims the search was carried out as it was asked. */
async function withEcho(answer: Awaited<ReturnType<Send>>, query: string): ReturnType<Send> {
  if (!('status' in answer) || query === '') return answer
  const bytes = await answer.body.whole(Number.POSITIVE_INFINITY)
  const text = Buffer.isBuffer(bytes) ? bytes.toString() : ''
  const claimed = text.replace(
    /("relation":"self","url":"[^"?]*)(?:\?[^"]*)?"/,
    (_, place: string) => `${place}?${query}"`,
  )
  return { ...answer, body: bodyOf(claimed) }
}
