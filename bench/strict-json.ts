/** How many times `JSON.parse` the strict reading takes, on a 10 MiB batch Bundle. Run: `npx tsx bench/strict-json.ts` */
import { readStrict } from '../src/fhir/json/strict.ts'
import { observation } from './synthetic.ts'

const ROUNDS = 9

function batchOf(bytes: number): Buffer {
  const entries: string[] = []
  for (let size = 0, n = 0; size < bytes; n++) {
    const entry = `{"resource":${observation(n)},"request":{"method":"POST","url":"Observation"}}`
    entries.push(entry)
    size += entry.length
  }
  return Buffer.from(`{"resourceType":"Bundle","type":"batch","entry":[${entries.join(',')}]}`)
}

function milliseconds(work: () => unknown): number {
  const start = process.hrtime.bigint()
  work()
  return Number(process.hrtime.bigint() - start) / 1e6
}

const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1]!

const body = batchOf(10 * 1024 * 1024)
const strict: number[] = []
const parse: number[] = []
for (let round = 0; round < ROUNDS; round++) {
  strict.push(milliseconds(() => readStrict(body, { depth: 64 })))
  parse.push(milliseconds(() => JSON.parse(body.toString())))
}
const ratio = median(strict) / median(parse)
console.log(`${(body.length / 2 ** 20).toFixed(1)} MiB, median of ${ROUNDS}:`)
console.log(
  `readStrict ${median(strict).toFixed(0)} ms, JSON.parse ${median(parse).toFixed(0)} ms, ratio ${ratio.toFixed(2)}`,
)
