// Run by `main.ts`: tries the scanner with the programs that it is sent, one after the other.

import {
  changedCases,
  followEachOther,
  isCutShort,
  randomCase,
  scansAsReference,
} from '../../fhir/json/as-reference.ts'
import { memoryCases } from '../../fhir/json/memory-cases.ts'
import { randomFrom } from '../../fixtures/random.ts'
import { current } from './exchanged.ts'

const changed = [...changedCases()]
const { below } = randomFrom(1)
const cases = Array.from({ length: 4_000 }, (_, index) => ({
  scan: randomCase(below(2 ** 32), 1 + (index % 9)),
  cut: below(2 ** 32),
}))

process.on('message', (program: readonly number[]) => {
  process.send!({ noticed: noticed(Uint8Array.from(program)) })
})

/** What fails with this program; undefined when nothing does. */
function noticed(program: Uint8Array): string | undefined {
  try {
    current.use(program)
    for (const each of changed) scansAsReference(each)
    followEachOther()
    for (const { scan, cut } of cases) {
      scansAsReference(scan)
      isCutShort(scan, cut)
    }
    for (const holds of Object.values(memoryCases)) holds()
    return undefined
  } catch (error) {
    return String(error).split('\n', 1)[0]
  }
}
