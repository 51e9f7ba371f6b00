import type { Config } from '../../config/config.ts'
import { callerOfClaims } from '../../explain/claimed-caller.ts'
import type { ExplainParts } from '../../explain/parts.ts'
import { type RecordedQuestion, recordingQuestions } from '../../explain/recorded-questions.ts'
import { mediaTypeFor, type RequestLine, readRequestLine } from '../../explain/request-line.ts'
import type { Answer, ClientMessage } from '../../message.ts'
import { travel } from '../../pipeline.ts'
import { Presence } from '../../presence.ts'
import { resourcesOf } from '../read/names.ts'
import type { PolicyTest, PolicyTestDocument } from '../schema.ts'
import { roadParts } from './parts.ts'

/** A test after its request has walked the road. */
export interface Walked {
  readonly answer: Answer
  /** The answer's body, parsed; undefined when there is none. */
  readonly body: unknown
  /** What the policy was asked on the way. */
  readonly asked: readonly RecordedQuestion[]
}

const LOOPBACK = '127.0.0.1'

/** Sends the request of a test down the road. */
export async function walk(
  test: PolicyTest,
  { fixtures, now }: Pick<PolicyTestDocument, 'fixtures' | 'now'>,
  config: Config,
  parts: ExplainParts,
): Promise<Walked> {
  const asked: RecordedQuestion[] = []
  const claims = fixtures.tokens[test.token] ?? {}
  const caller = callerOfClaims(claims, withIssuer(config.issuers, claims.iss), parts.readScopes)
  const stored = resourcesOf(test).flatMap((name) => fixtures.resources[name] ?? [])
  const rules = parts.authority.rules && recordingQuestions(parts.authority.rules, asked)
  const road = roadParts(config, parts, { caller, now: test.now ?? now, stored, rules })
  const address = fixtures.env[test.env ?? '']?.address ?? LOOPBACK
  const body = typeof test.body === 'string' ? fixtures.resources[test.body] : test.body
  // INVARIANT: the schema lets nothing else through.
  const line = readRequestLine(test.request, parts) as RequestLine
  const answer = await travel(messageOf(line, test.headers ?? {}, body, address), road)
  return { answer, body: await parsed(answer), asked }
}

/** A token's issuer is what it says it is: one that the site does not have is read as the site's first one. */
function withIssuer(issuers: Config['issuers'], iss: unknown): Config['issuers'] {
  const [first] = issuers
  const isKnown = typeof iss !== 'string' || first === undefined || issuers.some(({ issuer }) => issuer === iss)
  return isKnown ? issuers : [...issuers, { ...first, issuer: iss }]
}

function messageOf(
  line: RequestLine,
  headers: Readonly<Record<string, string>>,
  body: unknown,
  remoteAddress: string,
): ClientMessage {
  const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
  const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const all: Record<string, string> = {
    authorization: 'Bearer of-the-test',
    ...(bytes && { 'content-type': mediaTypeFor(line, bytes), 'content-length': String(bytes.length) }),
    ...given,
  }
  return {
    ...line,
    id: 'test',
    startedAt: performance.now(),
    rawHeaders: Object.entries(all).flat(),
    headers: all,
    remoteAddress,
    hasBody: bytes !== undefined,
    readBody: async (limit) => (bytes && bytes.length <= limit ? bytes : 'too-large'),
    presence: new Presence(),
  }
}

async function parsed({ body }: Answer): Promise<unknown> {
  if (body === null) return undefined
  const pieces: Buffer[] = []
  if (typeof body === 'string' || Buffer.isBuffer(body)) pieces.push(Buffer.from(body))
  else for await (const piece of body) pieces.push(piece)
  const text = Buffer.concat(pieces).toString()
  return text === '' ? undefined : JSON.parse(text)
}
