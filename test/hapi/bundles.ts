import { expect } from 'vitest'
import type { Ask } from './gateway.ts'

/** A Bundle as far as the tests look into it. */
export interface Bundle {
  readonly resourceType: 'Bundle'
  readonly type: string
  readonly total?: number
  readonly link?: readonly { readonly relation: string; readonly url: string }[]
  readonly entry?: readonly Entry[]
}

export interface Entry {
  readonly fullUrl?: string
  readonly resource?: { readonly resourceType: string; readonly id: string; readonly [element: string]: unknown }
  readonly search?: { readonly mode: string }
  readonly request?: { readonly method: string; readonly url: string }
  readonly response?: {
    readonly status: string
    readonly location?: string
    readonly etag?: string
    readonly outcome?: object
  }
}

/** `Type/id` of every resource and deletion, or of those with one search mode, in the answer's order. */
export function names(bundle: Bundle, mode?: string): string[] {
  return (bundle.entry ?? [])
    .filter(({ search }) => mode === undefined || search?.mode === mode)
    .map(({ resource, request }) => (resource ? `${resource.resourceType}/${resource.id}` : addressed(request?.url)))
}

/** What an entry without a resource speaks of: a deletion in a history. */
function addressed(url = ''): string {
  return /([A-Z][A-Za-z]+\/[^/]+)(?:\/_history\/[^/]+)?$/.exec(url)?.[1] ?? url
}

export function link(bundle: Bundle, relation: string): string | undefined {
  return bundle.link?.find((each) => each.relation === relation)?.url
}

/** All pages from the first on. Fails when a link comes twice. */
export async function pages(ask: Ask, first: string, most = 50): Promise<Bundle[]> {
  const found: Bundle[] = []
  let url: string | undefined = first
  while (url !== undefined) {
    expect(found.length).toBeLessThan(most)
    const answer = await ask('GET', url)
    expect(answer.status).toBe(200)
    const bundle = answer.json<Bundle>()
    found.push(bundle)
    url = link(bundle, 'next')
  }
  return found
}

/** What a permitted answer has in common with the server's own: its resources with all their elements, in order. */
export function content(bundle: Bundle): unknown {
  return (bundle.entry ?? []).map(({ resource, search }) => ({ resource, mode: search?.mode }))
}
