/** What a server makes of a request, as far as two readings of it can be compared. */
export interface Opinion {
  readonly status: number
  /** `Type/id`, with the mode where it is not a match; sorted. A capability statement and the like by their type. */
  readonly names: readonly string[]
}

/** Of an answer, the resources of which `isKnown` holds. */
export function opinionOf(status: number, text: string, isKnown: (id: string) => boolean): Opinion {
  const body = parsed(text)
  const all =
    body?.resourceType === 'Bundle' ? (body.entry ?? []).map(nameOf) : body ? [nameOf({ resource: body })] : []
  return { status, names: all.filter((name) => isKnown(/\/([^ ]*)/.exec(name)?.[1] ?? '')).sort() }
}

interface Body {
  readonly resourceType?: string
  readonly id?: string
  readonly entry?: readonly Entry[]
}
interface Entry {
  readonly resource?: Body
  readonly search?: { readonly mode?: string }
  readonly request?: { readonly url?: string }
}

function nameOf({ resource, search, request }: Entry): string {
  const name = resource ? `${resource.resourceType}/${resource.id}` : (request?.url ?? '')
  return search?.mode === 'include' || search?.mode === 'outcome' ? `${name} (${search.mode})` : name
}

function parsed(text: string): Body | undefined {
  try {
    return JSON.parse(text) as Body
  } catch {
    return undefined
  }
}
