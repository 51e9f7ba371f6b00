import type { Decision, Permit } from '../authorize/decision.ts'
import type { WrittenRequest } from '../fhir/write/request.ts'
import { wantedOf } from '../road/forward/filled-page.ts'
import { upstreamRequest } from '../road/forward/upstream-request.ts'
import type { UpstreamView } from './explanation.ts'
import type { ExplainParts } from './parts.ts'

const schemes = { bearer: 'Bearer ***', basic: 'Basic ***' } as const

/**
 * The request as the FHIR server gets it.
 *
 * @param hasKnownBody whether the body is the one that is sent.
 */
export function viewUpstream(
  { method, path, query, headers, body }: WrittenRequest,
  hasKnownBody: boolean,
  { upstream }: ExplainParts,
): UpstreamView {
  const isForm = headers['content-type'] === 'application/x-www-form-urlencoded'
  return {
    method,
    url: `${upstream.base}${path && `/${path}`}${query && `?${query}`}`,
    headers: { ...headers, ...(upstream.credential && { authorization: schemes[upstream.credential] }) },
    ...(body && hasKnownBody && (isForm ? { form: body.toString() } : { bytes: body.length })),
  }
}

/** What is sent of a Bundle: searches whose pages are filled are asked by themselves, after it. */
export function withoutFilled(permit: Permit): Permit {
  if (permit.entries === undefined) return permit
  const entries = permit.entries.map((entry) => (entry !== undefined && isFilled(entry) ? undefined : entry))
  return { ...permit, entries }
}

/** The request of an entry that is asked by itself, as `Bundle.entry.request`; undefined for one that goes with the Bundle. */
export function requestOfItsOwn(entry: Decision): Readonly<Record<string, string>> | undefined {
  const written = entry.effect === 'permit' && isFilled(entry) ? upstreamRequest(entry) : undefined
  if (written === undefined) return undefined
  const { method, path, query } = written
  return { method, url: query === '' ? path : `${path}?${query}` }
}

function isFilled(entry: Decision): boolean {
  return entry.effect === 'permit' && wantedOf(entry) !== undefined
}

/** `Bundle.entry.request` of each entry that is sent, in order. */
export function sentEntries({ body }: WrittenRequest): readonly Readonly<Record<string, string>>[] {
  const bundle = JSON.parse(String(body)) as { readonly entry: readonly { readonly request: Record<string, string> }[] }
  return bundle.entry.map(({ request }) => request)
}
