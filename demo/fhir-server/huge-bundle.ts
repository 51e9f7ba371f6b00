import type { Resource } from './resource.ts'

const PIECE = 64 * 1024

/** A searchset of at least `megabytes` MB, in pieces of some 64 KB, never in memory as a whole. */
export function* hugeSearchset(megabytes: number, base: string, resource = observation): Generator<Buffer> {
  let sent = 0
  let piece = '{"resourceType":"Bundle","type":"searchset","entry":['
  for (let index = 0; sent + piece.length < megabytes * 1_000_000; index += 1) {
    const one = resource(index)
    const entry = { fullUrl: `${base}/${one.resourceType}/${one.id}`, resource: one, search: { mode: 'match' } }
    piece += (index === 0 ? '' : ',') + JSON.stringify(entry)
    if (piece.length < PIECE) continue
    yield Buffer.from(piece)
    sent += piece.length
    piece = ''
  }
  yield Buffer.from(`${piece}]}`)
}

function observation(index: number): Resource {
  return {
    resourceType: 'Observation',
    id: `huge-${index}`,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' }] },
    subject: { reference: `Patient/p${String(1 + (index % 20)).padStart(2, '0')}` },
    valueQuantity: { value: 60 + (index % 40), unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
    note: [{ text: `Synthetic reading ${index} `.repeat(20) }],
  }
}
