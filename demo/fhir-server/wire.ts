import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { hugeSearchset } from './huge-bundle.ts'
import { type FhirAnswer, internalsMarker } from './message.ts'
import type { Misbehaviour } from './misbehaviour.ts'

const JSON_TYPE = 'application/fhir+json;charset=UTF-8'

/** Writes an answer to the socket, as badly as it is told to. Ends quietly when the other side is gone. */
export async function send(
  response: ServerResponse,
  answer: FhirAnswer,
  { head, base, wrong }: { readonly head: boolean; readonly base: string; readonly wrong: Misbehaviour },
): Promise<void> {
  await wrong.heldUntil
  if (wrong.headDelay !== undefined) await delay(wrong.headDelay)
  if (wrong.reset) return void response.socket?.resetAndDestroy()
  if (wrong.huge && answer.status === 200) return sendHuge(response, base, wrong.huge)
  const { type, bytes } = contentOf(answer, wrong)
  const packed = wrong.gzip && bytes.length > 0 ? gzipSync(bytes) : bytes
  response.writeHead(answer.status, {
    'x-powered-by': internalsMarker,
    ...(bytes.length > 0 && { 'content-type': type }),
    ...(packed !== bytes && { 'content-encoding': 'gzip' }),
    // A 204 or 304 must not announce a length (RFC 9110 §8.6).
    ...(answer.status !== 204 && answer.status !== 304 && { 'content-length': String(packed.length) }),
    ...answer.headers,
  })
  if (head) return void response.end()
  if (wrong.cutAfter !== undefined) {
    await written(response, packed.subarray(0, wrong.cutAfter))
    return void response.socket?.destroySoon()
  }
  if (wrong.bodyDelay !== undefined) return trickle(response, packed, wrong.bodyDelay)
  response.end(packed)
}

function contentOf(
  { body, content }: FhirAnswer,
  wrong: Misbehaviour,
): { readonly type: string; readonly bytes: Buffer } {
  if (wrong.html)
    return { type: 'text/html', bytes: Buffer.from(`<!doctype html><h1>Proxy error</h1><p>${internalsMarker}</p>`) }
  if (content) return content
  if (!body) return { type: JSON_TYPE, bytes: Buffer.alloc(0) }
  const text = JSON.stringify(body)
  return {
    type: JSON_TYPE,
    bytes: Buffer.from(wrong.duplicateKeys ? `{"resourceType":"Basic",${text.slice(1)}` : text),
  }
}

function sendHuge(
  response: ServerResponse,
  base: string,
  { megabytes, resource }: NonNullable<Misbehaviour['huge']>,
): void {
  response.writeHead(200, { 'content-type': JSON_TYPE })
  const source = Readable.from(hugeSearchset(megabytes, base, resource))
  response.on('close', () => source.destroy())
  source.pipe(response)
}

async function trickle(response: ServerResponse, bytes: Buffer, pause: number): Promise<void> {
  const size = Math.max(1, Math.ceil(bytes.length / 10))
  for (let at = 0; at < bytes.length && !response.destroyed; at += size) {
    response.write(bytes.subarray(at, at + size))
    await delay(pause)
  }
  response.end()
}

function written(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((done) => response.write(bytes, () => done()))
}
