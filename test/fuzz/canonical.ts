import { expect } from 'vitest'
import { isBundle } from '../../src/fhir/interaction.ts'
import { isRefusal } from '../../src/fhir/refusal.ts'
import { writeBundle } from '../../src/fhir/write/bundle.ts'
import { type WrittenRequest, writeRequest } from '../../src/fhir/write/request.ts'
import { languageOf, read } from '../fixtures/language.ts'
import type { ReceivedRequest } from '../fixtures/recording-upstream.ts'

/** What the gateway spelled out of a short request may be longer than a client's may be. */
const language = languageOf('R4', { parameters: 10_000, includes: 10_000 })
const plainTarget = /^\/fhir(?:\/(?:[A-Za-z0-9\-._$]{1,128}|\*))*(?:\?[A-Za-z0-9\-._~$:,|/*!'()%=&+@]*)?$/

/**
 * What the server received is the one spelling of what it means: read again it is the same request, byte for byte.
 * So no reader can take it for another than the one that was decided on.
 */
export function expectCanonical({ method, target, headers, body }: ReceivedRequest): void {
  expect(target).toMatch(plainTarget)
  const below = target.replace(/^\/fhir\/?/, '/')
  const content = body.length > 0 ? body : undefined
  const again = read({ method, target: below, headers: Object.fromEntries(headers), body: content }, language)
  if (isRefusal(again)) throw new Error(`received what would be refused: ${again.refused} ${again.detail}`)
  if (again.kind === 'page') throw new Error('received a page link of the gateway')
  const written: WrittenRequest = isBundle(again) ? writeBundle(again, again.entries) : writeRequest(again)
  const { path, query } = written
  expect(`${written.method} /fhir${path && `/${path}`}${query && `?${query}`}`).toBe(`${method} ${target}`)
  expect((written.body ?? Buffer.alloc(0)).equals(body)).toBe(true)
}
