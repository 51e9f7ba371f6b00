import type { CompartmentRoad, Told } from './road.ts'

/** What came of one interaction, in one line: the status, what was found, and what the server behind was asked. */
export type Outcome = string

export interface Row {
  readonly type: string
  /** Where the resource stands that is asked about. */
  readonly id: string
  /** The body of writes, without id: whose it is to be. */
  readonly content: object
}

const PATCH = [{ op: 'add', path: '/language', value: 'en' }]
const JSON_PATCH = 'application/json-patch+json'

/** Every interaction with one resource, by name; the deletion comes last. */
export async function interact(road: CompartmentRoad, { type, id, content }: Row): Promise<Record<string, Outcome>> {
  const body = { resourceType: type, ...content }
  const bundle = (method: string, url: string, resource?: object) => ({
    resourceType: 'Bundle',
    type: 'batch',
    entry: [{ ...(resource && { resource }), request: { method, url } }],
  })
  const said = (told: Told) => summary(told, type, id)
  return {
    read: said(await road.ask('GET', `/${type}/${id}`)),
    vread: said(await road.ask('GET', `/${type}/${id}/_history/1`)),
    history: said(await road.ask('GET', `/${type}/${id}/_history`)),
    search: said(await road.ask('GET', `/${type}`)),
    'search by id': said(await road.ask('GET', `/${type}?_id=${id}`)),
    'batch read': said(await road.ask('POST', '/', bundle('GET', `${type}/${id}`))),
    create: said(await road.ask('POST', `/${type}`, body)),
    'batch create': said(await road.ask('POST', '/', bundle('POST', type, body))),
    update: said(await road.ask('PUT', `/${type}/${id}`, { ...body, id })),
    'update of nothing': said(await road.ask('PUT', `/${type}/unused`, { ...body, id: 'unused' })),
    patch: said(await road.ask('PATCH', `/${type}/${id}`, PATCH, JSON_PATCH)),
    delete: said(await road.ask('DELETE', `/${type}/${id}`)),
  }
}

function summary({ status, body, asked }: Told, type: string, id: string): Outcome {
  const found = body?.entry?.map(({ resource, response }) => resource?.id ?? response?.status ?? '?')
  const names = found === undefined ? '' : ` [${[...new Set(found)].filter((name) => !/^\d+$/.test(name)).join()}]`
  return `${status}${names} <- ${asked.map((request) => spelled(request, type, id)).join(', ')}`.trim()
}

/** The request with the type and id it is about as words, and its narrowing alone of the query. */
function spelled(request: string, type: string, id: string): string {
  const [, verb = '', path = '', query = ''] = /^(\w+) ([^?]*)\??(.*)$/.exec(request) ?? []
  const isKept = /(?:^|&)(?:[a-z-]+=Patient\/p01|_id=p01)(?:&|$)/.test(query)
  const place = path
    .split('/')
    .map((part) => (part === type ? 'T' : part === id ? 'id' : part))
    .join('/')
  return `${verb} ${place}${isKept ? ' of p01' : ''}`
}
