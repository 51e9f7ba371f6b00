/** A resource that the FHIR server of a test has. */
export interface StoredResource {
  readonly resourceType: string
  readonly id?: unknown
  readonly meta?: unknown
}

export interface ServerAnswer {
  readonly status: number
  readonly resource?: object
  /** Names that are the same in a response's headers and in `Bundle.entry.response`. */
  readonly headers?: { readonly etag?: string; readonly location?: string }
}

export const notThere: ServerAnswer = { status: 404 }

/** A resource at its own address. */
export function opened(resource: StoredResource): ServerAnswer {
  return { status: 200, resource, headers: { etag: `W/"${versionOf(resource)}"` } }
}

/** A Bundle of resources: those of the type asked for are matches, the others come along. */
export function found(
  stored: readonly StoredResource[],
  type: string | undefined,
  kind: 'searchset' | 'history' = 'searchset',
): ServerAnswer {
  const entry = stored.map((resource) => ({
    resource,
    ...(kind === 'searchset'
      ? { search: { mode: type === undefined || resource.resourceType === type ? 'match' : 'include' } }
      : {
          request: { method: 'PUT', url: `${resource.resourceType}/${String(resource.id)}` },
          response: { status: '200' },
        }),
  }))
  return { status: 200, resource: { resourceType: 'Bundle', type: kind, ...(entry.length > 0 && { entry }) } }
}

/** What was written comes back, under an id of its own where it had none. */
export function changed(method: string, [type, id]: readonly string[], body: Buffer | undefined): ServerAnswer {
  const written = JSON.parse(String(body)) as StoredResource
  const resource = { ...written, id: id ?? written.id ?? 'new' }
  const location = `${type}/${String(resource.id)}/_history/1`
  return { status: method === 'POST' ? 201 : 200, resource, headers: { etag: 'W/"1"', location } }
}

function versionOf({ meta }: StoredResource): string {
  const { versionId } = (typeof meta === 'object' && meta !== null ? meta : {}) as { versionId?: unknown }
  return typeof versionId === 'string' ? versionId : '1'
}
