import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { observation } from './synthetic.ts'

/** The one patient of the benchmark: all that the upstream answers with is this patient's. */
export const PATIENT = 'p01'

/** Numbers of entries of the searchsets: some 25 KB, 120 KB, 50 MB and 100 MB. */
export const PAGES = { B: 20, C: 100, D50: 41_000, D100: 82_000 } as const

/** Writes what the upstream answers with: `read.json`, and `search-N.json` for each number of entries. */
export function writeBodies(folder: string, base: string, pages: Iterable<number>): void {
  writeFileSync(join(folder, 'read.json'), smallResource())
  for (const entries of pages) {
    const file = openSync(join(folder, `search-${entries}.json`), 'w')
    for (const piece of searchset(base, entries)) writeSync(file, piece)
    closeSync(file)
  }
}

/** A resource of some 1.5 KB. */
function smallResource(): string {
  return ownObservation(1, 19)
}

/** A searchset as servers write it, in pieces: a total, a self link, and addresses below the upstream's own base. */
function* searchset(base: string, entries: number): Generator<string> {
  const link = JSON.stringify([{ relation: 'self', url: `${base}/Observation?_count=${entries}` }])
  yield `{"resourceType":"Bundle","type":"searchset","total":${entries},"link":${link},"entry":[`
  for (let n = 0; n < entries; n++) {
    const entry = `"fullUrl":"${base}/Observation/o${n}","resource":${ownObservation(n, 8)},"search":{"mode":"match"}`
    yield `${n === 0 ? '' : ','}{${entry}}`
  }
  yield ']}'
}

/** With a note of so many sentences of 34 bytes. */
function ownObservation(n: number, sentences: number): string {
  const note = 'A synthetic remark of no meaning. '.repeat(sentences).trim()
  return observation(n)
    .replace(/Patient\/p\d+/, `Patient/${PATIENT}`)
    .replace(/\}$/, `,"note":[{"text":"${note}"}]}`)
}
