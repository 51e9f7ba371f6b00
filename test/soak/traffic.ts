import { setTimeout as pause } from 'node:timers/promises'
import type { Issuer } from '../../demo/issuer/issuer.ts'

/** What is sent, and how a healthy gateway answers. */
interface Kind {
  readonly name: string
  readonly expected: number
  send(base: string, tokens: Tokens): Promise<Response>
}

interface Tokens {
  readonly wide: string
  readonly patient: string
  /** One that nobody has seen before. */
  fresh(): Promise<string>
}

const kinds: readonly Kind[] = [
  { name: 'read', expected: 200, send: (base, { patient }) => ask(`${base}/Patient/p01`, patient) },
  {
    name: 'search',
    expected: 200,
    send: (base, { patient }) => ask(`${base}/Observation?patient=p01&_count=20`, patient),
  },
  {
    name: 'search with includes',
    expected: 200,
    send: (base, { wide }) => ask(`${base}/Observation?_count=20&_include=Observation:subject`, wide),
  },
  { name: 'token churn', expected: 200, send: async (base, { fresh }) => ask(`${base}/Patient/p01`, await fresh()) },
  { name: 'hidden', expected: 404, send: (base, { patient }) => ask(`${base}/Patient/p02`, patient) },
  { name: 'no token', expected: 401, send: (base) => ask(`${base}/Patient/p01`) },
  { name: 'forged token', expected: 401, send: (base, { wide }) => ask(`${base}/Patient/p01`, `${wide}AAAA`) },
  { name: 'malformed', expected: 400, send: (base, { wide }) => ask(`${base}/Patient?nonsense=1`, wide) },
  {
    name: 'write',
    expected: 200,
    send: (base, { wide }) =>
      ask(`${base}/Basic/soak`, wide, 'PUT', { resourceType: 'Basic', id: 'soak', code: { text: 'soak' } }),
  },
  {
    name: 'batch',
    expected: 200,
    send: (base, { wide }) =>
      ask(base, wide, 'POST', {
        resourceType: 'Bundle',
        type: 'batch',
        entry: ['Patient/p01', 'Patient/p02'].map((url) => ({ request: { method: 'GET', url } })),
      }),
  },
]

/** Statuses that are right while the FHIR server is broken for a moment, or just was. */
const BROKEN = new Set([502, 503, 504])
/** How many verified tokens a gateway remembers, and how many are shown to it at once to fill that. */
const REMEMBERED = 10_000
const AT_ONCE = 20
/** Milliseconds between two requests of a loop: some load, and not all that is possible. */
const PACE = 10
/** Milliseconds after which an answer counts as none. */
const PATIENCE = 30_000

export interface Traffic {
  /** Answers by kind and status. */
  readonly told: ReadonlyMap<string, number>
  /** Answers that were not right, in words. */
  readonly wrong: readonly string[]
  /** From now on answers may be those of a broken FHIR server. */
  allowBroken(allowed: boolean): void
  stop(): Promise<void>
}

/** One loop for each kind of request, until it is stopped; first what is bounded is filled, so that later growth is a leak. */
export async function startTraffic(base: string, issuer: Issuer): Promise<Traffic> {
  const told = new Map<string, number>()
  const wrong: string[] = []
  let [running, mayBeBroken] = [true, false]
  const tokens: Tokens = {
    wide: await issuer.mint({ scope: 'user/*.cruds' }),
    patient: await issuer.mint({ scope: 'patient/*.rs', patient: 'p01' }),
    fresh: () => issuer.mint({ scope: 'user/Patient.rs' }),
  }
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let shown = 0; shown < REMEMBERED / AT_ONCE; shown++) {
        await statusOf(await ask(`${base}/Patient/p01`, await tokens.fresh()))
      }
    }),
  )

  async function once({ name, expected, send }: Kind): Promise<void> {
    const brokenBefore = mayBeBroken
    const status = await send(base, tokens)
      .then(statusOf)
      .catch(() => 0)
    const key = `${name}: ${status}`
    told.set(key, (told.get(key) ?? 0) + 1)
    const isRight = status === expected || ((brokenBefore || mayBeBroken) && BROKEN.has(status))
    if (!isRight) wrong.push(key)
  }
  const loops = kinds.map(async (kind) => {
    while (running) {
      await once(kind)
      await pause(PACE)
    }
  })
  return {
    told,
    wrong,
    allowBroken(allowed) {
      mayBeBroken = allowed
    },
    async stop() {
      running = false
      await Promise.all(loops)
    },
  }
}

function ask(url: string, token?: string, method = 'GET', body?: object): Promise<Response> {
  const credential = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const type = body === undefined ? {} : { 'content-type': 'application/fhir+json' }
  const signal = AbortSignal.timeout(PATIENCE)
  return fetch(url, {
    method,
    headers: { ...credential, ...type },
    signal,
    ...(body && { body: JSON.stringify(body) }),
  })
}

async function statusOf(response: Response): Promise<number> {
  await response.arrayBuffer()
  return response.status
}
