/** The parts of a FHIR answer that the demo looks at. */
interface Answer {
  readonly resourceType?: string
  readonly entry?: readonly { readonly resource?: Answer; readonly response?: { readonly status?: string } }[]
  readonly link?: readonly { readonly relation: string; readonly url: string }[]
}

/** Types of the resources in an answer, sorted: the resource itself, or those in its Bundle. */
export function typesIn(json: unknown): readonly string[] {
  const { resourceType, entry = [] } = json as Answer
  const types = resourceType === 'Bundle' ? entry.map(({ resource }) => resource?.resourceType) : [resourceType]
  return [...new Set(types.filter((type) => type !== undefined))].sort()
}

/** The status of each entry of a batch-response (http.html#transaction-response). */
export function entryStatuses(json: unknown): readonly number[] {
  const { entry = [] } = json as Answer
  return entry.map(({ response }) => Number.parseInt(response?.status ?? '', 10))
}

/** The link to the next page (http.html#paging). */
export function nextLink(json: unknown): string | undefined {
  return (json as Answer | undefined)?.link?.find(({ relation }) => relation === 'next')?.url
}
