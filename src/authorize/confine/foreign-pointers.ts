import { memberOf } from '../../fhir/message.ts'
import type { Authority } from '../authority.ts'

/** Searches: read as such, and judged before. */
const conditional = /^[A-Z][A-Za-z]{0,63}\?/
/** Names of nothing that is stored here, and addresses elsewhere that every reader takes alike. */
const internal = /^(?:#[A-Za-z0-9\-.]{0,64}|urn:(?:uuid|oid):[0-9A-Za-z.-]{1,64})$/
const elsewhere = /^https?:\/\/[a-z0-9.\-:]+(?:\/[a-z0-9\-.:_~]+)+$/i
/** Where such an address ends, some servers take it for one of their own. */
const patientThere = /\/patient(?:\/|$)/i

/**
 * Whether a record holds a reference to a patient other than `patient`, anywhere: filing a pointer into or out of
 * another record moves data between patients (attack classes: write). A reference that servers may read in several
 * ways (`/Patient/1`, `Patient/1#x`, `patient/1`, escapes) counts as one.
 */
export function pointsToOther(resource: unknown, patient: string, { readReference }: Authority): boolean {
  const isOther = (text: string) => {
    const named = readReference(text)
    if (named !== undefined) return named.type === 'Patient' && named.id !== patient
    return !conditional.test(text) && !internal.test(text) && (!elsewhere.test(text) || patientThere.test(text))
  }
  const open: unknown[] = [resource]
  while (open.length > 0) {
    const node = open.pop()
    if (typeof node !== 'object' || node === null) continue
    const reference = memberOf(node, 'reference')
    if (typeof reference === 'string' && isOther(reference)) return true
    open.push(...Object.values(node))
  }
  return false
}
