/**
 * A second reader of requests, deliberately naive: it takes them as ordinary servers do, with the platform's own URL
 * and form parsers, and knows nothing of FHIR. What it reads in a written request has to be what was decided.
 */
export interface NaiveRequest {
  readonly segments: readonly string[]
  /** Decoded once, in order. */
  readonly pairs: readonly (readonly [name: string, value: string])[]
}

/** Reads a target below a base, with dot segments resolved and the path decoded `times` times. */
export function readNaively(target: string, form = '', times = 1): NaiveRequest {
  const url = new URL(`http://upstream/base/${target.replace(/^\//, '')}`)
  if (!url.pathname.startsWith('/base/')) return { segments: ['outside the base', url.pathname], pairs: [] }
  const segments = url.pathname.slice('/base/'.length).replace(/\/$/, '').split('/')
  return {
    segments: segments.map((segment) => decode(segment, times)),
    pairs: [...url.searchParams, ...new URLSearchParams(form)],
  }
}

function decode(text: string, times: number): string {
  return times === 0 ? text : decode(decodeURIComponent(text), times - 1)
}
