import { z } from 'zod'
import { duration } from '../fields/duration.ts'
import { secret } from '../fields/reference.ts'
import { siteOperation } from '../fields/site-operation.ts'
import { siteSearchParameter } from '../fields/site-search-parameter.ts'
import { count, text } from '../fields/text.ts'
import { baseUrl } from '../fields/url.ts'
import { isLoopback } from '../loopback.ts'
import type { Report } from '../problems/problem.ts'

const CREDENTIAL = 'none, or a map with either bearer or basic'

const named = z
  .strictObject(
    {
      bearer: secret({ bearer: true }).optional().describe('Token sent as Authorization: Bearer.'),
      basic: z
        .strictObject({
          user: text('a user name without colon')
            .refine((user) => !user.includes(':'), { error: 'a user name without colon' })
            .describe('User name.'),
          password: secret().describe('Password.'),
        })
        .optional()
        .describe('User and password sent as Authorization: Basic (RFC 7617).'),
    },
    { error: CREDENTIAL },
  )
  .transform(({ bearer, basic }, context) => {
    if (bearer !== undefined && basic === undefined) return { bearer }
    if (basic !== undefined && bearer === undefined) return { basic }
    const what = basic === undefined ? 'names no credential' : 'names two credentials'
    context.issues.push({ code: 'custom', input: '', message: CREDENTIAL, params: { what } })
    return z.NEVER
  })

const none = z.literal('none').transform(() => undefined)

/** `upstream:` the FHIR server that is guarded. */
export const upstreamSchema = z.strictObject(
  {
    url: baseUrl('the base URL of the FHIR server, such as http://hapi:8080/fhir').describe('Base of the FHIR server.'),
    replicas: z
      .array(baseUrl('the base URL of a replica of the FHIR server'), { error: 'a list of base URLs' })
      .max(63)
      .prefault([])
      .describe('Further base URLs of the same FHIR server over the same data; requests are spread over all of them.'),
    fhirVersion: z.enum(['R4', 'R4B', 'R5']).prefault('R4').describe('FHIR version that it speaks.'),
    credential: z
      .union([none, named], { error: CREDENTIAL })
      .prefault('none')
      .describe("How the gateway identifies itself to it. The client's own token is never passed on."),
    timeouts: z
      .strictObject({
        connect: duration({ max: '5m' }).prefault('2s').describe('For a connection to be made.'),
        response: duration().prefault('30s').describe('For the response headers, and between parts of the body.'),
      })
      .prefault({})
      .describe('How long it may take.'),
    connections: count({ min: 1, max: 100_000 }).prefault(128).describe('Most connections kept to each replica.'),
    health: z
      .strictObject({
        path: z
          .string({ error: 'a path below upstream.url, such as /metadata' })
          .regex(/^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~$-]+)+$/, { error: 'a path below upstream.url, such as /metadata' })
          .prefault('/metadata')
          .describe('Path below `url` that answers 200 when the server is healthy.'),
        interval: duration({ min: '100ms', max: '1h' }).prefault('10s').describe('Time between two probes.'),
      })
      .prefault({})
      .describe('How its health is watched.'),
    breaker: z
      .strictObject({
        failures: count({ min: 1, max: 1_000_000 })
          .prefault(20)
          .describe('Failures in a row, without a good answer, after which nothing is sent for a while.'),
        pause: duration({ min: '100ms', max: '1m' })
          .prefault('1s')
          .describe('How long at first; up to four times as long while trials fail.'),
      })
      .prefault({})
      .describe('When to stop sending requests to a server that fails every one.'),
    operations: z
      .array(siteOperation())
      .max(500)
      .prefault([])
      .describe('Further operations to open; those neither listed nor built in stay closed.'),
    searchParameters: z
      .array(siteSearchParameter())
      .max(2000)
      .prefault([])
      .describe("The site's own search parameters; unknown ones are refused."),
  },
  { error: 'a map with url' },
)

export function checkUpstream(upstream: z.output<typeof upstreamSchema>, report: Report): void {
  const isOpen = (url: URL) => url.protocol === 'http:' && !isLoopback(url.hostname)
  if ([upstream.url, ...upstream.replicas].some(isOpen)) {
    const also = upstream.credential === undefined ? 'patient data is' : 'patient data and the upstream credential are'
    const where = isOpen(upstream.url) ? 'upstream.url' : 'upstream.replicas'
    report.insecure(`${where} is http: ${also} readable on the network between the gateway and the FHIR server`)
  }
  const bases = [upstream.url, ...upstream.replicas].map(({ href }) => href)
  for (const [index, base] of upstream.replicas.entries()) {
    if (bases.indexOf(base.href) <= index) {
      report.problem(['replicas', index], 'is already listed above', 'each base URL once, and not that of upstream.url')
    }
  }
  for (const [index, operation] of upstream.operations.entries()) {
    if (upstream.operations.slice(0, index).some((earlier) => overlap(earlier, operation))) {
      report.problem(
        ['operations', index],
        'is already opened by an entry above',
        'only one entry for each name, level and type',
      )
    }
  }
}

type Operation = z.output<typeof upstreamSchema>['operations'][number]

/** Whether some call fits both, so that the later one would be without effect. */
function overlap(a: Operation, b: Operation): boolean {
  const levels = a.levels.filter((level) => b.levels.includes(level))
  const everywhere = a.types.includes('*') || b.types.includes('*')
  const sharesType = everywhere || a.types.some((type) => b.types.includes(type))
  return a.name === b.name && (levels.includes('system') || (levels.length > 0 && sharesType))
}
