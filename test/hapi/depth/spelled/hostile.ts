import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FhirServer, startFhirServer } from '../../../../demo/fhir-server/start.ts'
import { type Hostile, type Kind, loadCorpus } from '../../../corpus/corpus.ts'
import { type RawAnswer, sendBytes } from '../../../fixtures/raw-client.ts'
import type { Place } from '../place.ts'
import type { Recorded } from '../recorder.ts'
import { type Opinion, opinionOf } from './opinions.ts'
import { secondMark, spelledWorld } from './spelled-world.ts'

const everyone = { scope: 'user/*.cruds' }
const first = { scope: 'patient/*.cruds patient/Patient.r' }
const patience = 4 * 60_000
const kinds: readonly Kind[] = ['path', 'query', 'header', 'entry url', 'body']

/** Each hostile spelling: refused, or read by the server behind as we read it. */
export function testSpellings(place: Place): void {
  const { version } = place.world
  const resources = spelledWorld(version)
  const isKnown = (id: string) => ['1', '2'].includes(id)
  const corpus = [...loadCorpus(), ...ofServer()]
  const counts = { refused: 0, forwarded: 0, second: 0, third: 0 }
  let demo: FhirServer

  beforeAll(async () => {
    await put(place.behind(), resources)
    demo = await startFhirServer({ version, data: resources })
  })
  afterAll(async () => {
    await demo?.stop()
    const { refused, forwarded, second, third } = counts
    process.stderr.write(
      `hapi ${version}: ${corpus.length} spellings, ${refused} refused, ${forwarded} forwarded; read by the server itself ${second}, by another ${third}\n`,
    )
  })

  describe.each(kinds)(`${version}: a hostile %s`, (kind) => {
    it(
      'reaches the server only with the meaning that it was decided with',
      async () => {
        const differences: string[] = []
        for (const hostile of corpus.filter((each) => each.kind === kind)) {
          const answer = await sent(place.base(), await place.token(everyone), hostile)
          const id = answer.headers.find(([name]) => name === 'x-request-id')?.[1] ?? ''
          const forwarded = place.recorder().under(id).at(-1)
          if (forwarded === undefined) {
            counts.refused++
            continue
          }
          counts.forwarded++
          const opinion = opinionOf(forwarded.status, forwarded.answer, isKnown)
          if (kind === 'entry url' || kind === 'body' || forwarded.method !== 'GET') continue
          const own = await asIs(place.behind(), hostile, isKnown)
          if (own !== undefined && own.status < 300) {
            counts.second++
            if (!isSame(own, opinion))
              differences.push(
                `${hostile.name}: forwarded as ${forwarded.target} gives ${say(opinion)}, as it is ${say(own)}`,
              )
          }
          const other = await read(demo.url, forwarded, isKnown)
          const differs = /_count=/.test(forwarded.target) || readOtherwise.some(({ by }) => by.test(forwarded.target))
          if (other.status < 400 && opinion.status < 400 && !differs) {
            counts.third++
            if (!isSame(other, opinion))
              differences.push(
                `${hostile.name}: forwarded as ${forwarded.target} gives ${say(opinion)}, elsewhere ${say(other)}`,
              )
          }
        }
        expect(differences).toEqual([])
      },
      patience,
    )

    it(
      'tells the first patient nothing of the second',
      async () => {
        await put(place.behind(), resources)
        const token = await place.token({ ...first, patientId: '1' })
        const told: string[] = []
        for (const hostile of corpus.filter((each) => each.kind === kind)) {
          const { headers, body } = await sent(place.base(), token, hostile)
          if ([...headers.flat(), body.toString('latin1')].some((part) => part.includes(secondMark)))
            told.push(hostile.name)
        }
        expect(told).toEqual([])
      },
      patience,
    )
  })
}

/** Where the two servers are known to read the same request in different ways, neither of which shows more than may be seen. */
const readOtherwise: readonly { readonly by: RegExp; readonly why: string }[] = [
  { by: /^\/_history/, why: 'a page of the newest, and the other has fewer' },
  { by: /\$everything/, why: 'HAPI adds what a record refers to, whatever `_type` says, and leaves Groups out' },
  { by: /\$lastn/, why: 'HAPI without Elasticsearch leaves all criteria away: the guard alone keeps its answer' },
  { by: /=Patient\/1\/_history\//, why: 'HAPI leaves the version of a reference away' },
  { by: /\|\|/, why: 'HAPI compares the code of a unit, the other its text as well' },
  { by: /gender=FEMALE/, why: 'the other takes the case of a code lightly' },
]

/** Spellings of what HAPI has beside the specification. */
function ofServer(): readonly Hostile[] {
  const lines = readFileSync(new URL('hapi.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n')
  return lines
    .filter((line) => !line.startsWith('# '))
    .map((target) => ({ kind: 'query', name: `GET ${target}`, method: 'GET', target, headers: [] }))
}

const isSame = (a: Opinion, b: Opinion) => a.names.join() === b.names.join()
const say = ({ status, names }: Opinion) => `${status} [${names.join(', ')}]`

async function put(base: string, resources: readonly { resourceType: string; id: string }[]): Promise<void> {
  const entry = resources.map((resource) => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  }))
  const answer = await fetch(base, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }),
  })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`the spelled world was answered ${answer.status}: ${text.slice(0, 500)}`)
}

async function sent(base: string, token: string | undefined, hostile: Hostile): Promise<RawAnswer> {
  const { method, target, headers, body } = hostile
  const { host } = new URL(base)
  const lines = [
    `${method} ${new URL(base).pathname}${target} HTTP/1.1`,
    `Host: ${host}`,
    ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [`Content-Length: ${body.length}`]),
    'Connection: close',
  ]
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)
  const parts = [Buffer.concat([head, body ?? Buffer.alloc(0)])]
  const { answers, bytes } = await sendBytes(base, parts, { head: method === 'HEAD', within: 60_000 })
  const [answer] = answers
  if (answer === undefined) throw new Error(`no answer to ${hostile.name}: ${bytes.toString('latin1')}`)
  return answer
}

/** What the server makes of the very bytes of the client; undefined where these make no request to it. */
async function asIs(base: string, hostile: Hostile, isKnown: (id: string) => boolean): Promise<Opinion | undefined> {
  if (hostile.method !== 'GET') return undefined
  try {
    const plain = hostile.headers.filter(([name]) => !/^(?:accept-encoding|if-)/i.test(name))
    const { status, body } = await sent(base, undefined, { ...hostile, headers: plain })
    return opinionOf(status, body.toString(), isKnown)
  } catch {
    return undefined
  }
}

/** What another implementation makes of a forwarded request. */
async function read(base: string, { method, target }: Recorded, isKnown: (id: string) => boolean): Promise<Opinion> {
  const answer = await fetch(base + target, { method, headers: { accept: 'application/fhir+json' } })
  return opinionOf(answer.status, await answer.text(), isKnown)
}
