import { isIP } from 'node:net'
import { z } from 'zod'
import { instantSchema } from '../policy/schema/time.ts'
import { explain } from './explain.ts'
import type { Explanation } from './explanation.ts'
import type { Caller } from './judge.ts'
import type { ExplainParts } from './parts.ts'
import { mediaTypeFor, readRequestLine } from './request-line.ts'
import { type Candidate, readCandidate } from './resources.ts'

const json = () => z.record(z.string(), z.unknown(), { error: 'a JSON object' })
const text = (expected: string) =>
  z.string({ error: expected }).min(1, { error: expected }).max(65_536, { error: expected })
const REQUEST = "a method and a target, such as 'GET /Observation?patient=1'"

/** The body of `POST /admin/explain`. */
const postedSchema = z
  .strictObject(
    {
      claims: json().optional(),
      token: text('an access token').optional(),
      request: text(REQUEST),
      headers: z.record(z.string().regex(/^[A-Za-z0-9-]{1,64}$/), text('the value of a header')).optional(),
      body: z.union([json(), z.array(z.unknown())], { error: 'a JSON object or list' }).optional(),
      resource: z.union([json(), z.array(json()).max(100)], { error: 'a resource, or a list of them' }).optional(),
      now: instantSchema.optional(),
      address: text('an IP address')
        .refine((address) => isIP(address) !== 0, { error: 'an IP address' })
        .optional(),
    },
    { error: 'a JSON object with request, and claims or token' },
  )
  .refine(({ claims, token }) => (claims === undefined) !== (token === undefined), {
    path: ['claims'],
    error: 'either claims or token',
  })

/** How the caller of an explained request is made. */
export interface Callers {
  /** Claims are taken at their word. */
  ofClaims(claims: Readonly<Record<string, unknown>>): Caller
  /** What is to be said of the claims. */
  noticeOf(claims: Readonly<Record<string, unknown>>): string | undefined
  /** A token is verified as for a request. */
  ofToken(token: string): Caller | Promise<Caller>
}

/**
 * Explains a request that was posted to the gateway: `{ claims | token, request, headers?, body?, resource?, now?,
 * address? }`. Nothing is sent anywhere but what verifying a token takes.
 *
 * @param posted parsed JSON.
 * @returns the explanation, or one sentence for each fault of what was posted: names and what was expected, no values.
 */
export async function explainPosted(
  posted: unknown,
  parts: ExplainParts,
  callers: Callers,
): Promise<Explanation | { readonly faults: readonly string[] }> {
  const read = postedSchema.safeParse(posted)
  if (!read.success) return { faults: read.error.issues.map(faultText) }
  const { claims, token, request, headers = {}, body, resource = [], now, address } = read.data
  const line = readRequestLine(request, parts)
  if (line === undefined) return { faults: [`request: expected ${REQUEST}`] }
  const candidates: Candidate[] = []
  for (const [index, each] of (Array.isArray(resource) ? resource : [resource]).entries()) {
    const candidate = readCandidate(`resource[${index}]`, Buffer.from(JSON.stringify(each)))
    if ('fault' in candidate) return { faults: [`resource[${index}]: ${candidate.fault}`] }
    candidates.push(candidate)
  }
  const caller = claims === undefined ? await callers.ofToken(token as string) : callers.ofClaims(claims)
  const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
  const isTyped = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')
  const type = bytes && !isTyped ? { 'Content-Type': mediaTypeFor(line, bytes) } : {}
  const asked = {
    ...line,
    rawHeaders: Object.entries({ ...type, ...headers }).flat(),
    body: bytes,
    ...(now !== undefined && { now }),
    ...(address !== undefined && { address }),
  }
  return explain(asked, caller, candidates, parts, claims && callers.noticeOf(claims))
}

/** Keys that are not known are named; of everything else only what was expected is said. */
function faultText(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.') || 'body'
  return issue.code === 'unrecognized_keys'
    ? `${path}: ${issue.keys.slice(0, 10).join(', ')} is not known`
    : `${path}: expected ${issue.message}`
}
