import { observation } from './synthetic.ts'

/** The one patient of the benchmark: all that the upstream answers with is this patient's. */
export const PATIENT = 'p01'

/** A resource of some 1.5 KB. */
export function smallResource(): string {
  const note = 'A synthetic remark of no meaning. '.repeat(14)
  return ownObservation(1).replace(/\}$/, `,"note":[{"text":"${note.trim()}"}]}`)
}

/** A searchset as servers write it: a total, a self link, and addresses below the upstream's own base. */
export function searchset(base: string, query: string, entries: number): string {
  const all = Array.from(
    { length: entries },
    (_, n) => `{"fullUrl":"${base}/Observation/o${n}","resource":${ownObservation(n)},"search":{"mode":"match"}}`,
  )
  const link = JSON.stringify([{ relation: 'self', url: `${base}/Observation?${query}` }])
  return `{"resourceType":"Bundle","type":"searchset","total":${entries},"link":${link},"entry":[${all.join(',')}]}`
}

function ownObservation(n: number): string {
  return observation(n).replace(/Patient\/p\d+/, `Patient/${PATIENT}`)
}
