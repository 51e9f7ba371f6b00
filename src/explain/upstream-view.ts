import type { WrittenRequest } from '../fhir/write/request.ts'
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

/** `Bundle.entry.request` of each entry that is sent, in order. */
export function sentEntries({ body }: WrittenRequest): readonly Readonly<Record<string, string>>[] {
  const bundle = JSON.parse(String(body)) as { readonly entry: readonly { readonly request: Record<string, string> }[] }
  return bundle.entry.map(({ request }) => request)
}
