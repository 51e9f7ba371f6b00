import { Session } from 'node:inspector/promises'

/** What is read: a head, and a piece put again and again behind it; `#` stands for its number. */
export interface Repeated {
  readonly head: string
  readonly piece: string
}

/**
 * Run as a process of its own, with texts as JSON: prints for each how much work it is to read it as a policy at 4 KiB and
 * at 16 KiB. Work is how often any block of code was entered, the YAML library's as well; the same on each machine.
 */
const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
// Counted is only what is loaded from here on.
const { readPolicy } = await import('../../../src/config/files/policy-file.ts')

const place = {
  configFile: '/etc/gatehouse.yaml',
  written: 'policy.yaml',
  upstream: { fhirVersion: 'R4', searchParameters: [], operations: [] },
  issuers: ['https://id.example.org'],
} as const

function read(text: string): void {
  const files = (path: string) =>
    path === '/etc/policy.yaml' ? { bytes: Buffer.from(text) } : { fault: 'does not exist' }
  readPolicy(place, { directory: '/etc', environment: {}, readFile: files })
}

async function workOf(text: string): Promise<number> {
  await session.post('Profiler.takePreciseCoverage')
  read(text)
  const { result } = await session.post('Profiler.takePreciseCoverage')
  const counts = result.flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)))
  return counts.reduce((sum, count) => sum + count, 0)
}

function textOf({ head, piece }: Repeated, length: number): string {
  let text = head
  for (let at = 0; text.length < length; at++) text += piece.replaceAll('#', String(10_000 + at))
  return text
}

const works: (readonly [number, number])[] = []
for (const each of JSON.parse(process.argv[2] ?? '[]') as readonly Repeated[]) {
  // What is loaded or made once counts for neither.
  read(textOf(each, 1024))
  works.push([await workOf(textOf(each, 4 * 1024)), await workOf(textOf(each, 16 * 1024))])
}
console.log(JSON.stringify(works))
