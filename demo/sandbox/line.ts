import type { Resource } from '../fhir-server/resource.ts'
import type { CallerName } from './callers.ts'

/** One request of the demo, and what it promises. */
export interface Line {
  /** What it shows, in words. */
  readonly title: string
  /** Absent: no token is sent. */
  readonly caller?: CallerName
  /** Default GET. */
  readonly method?: string
  /** Below the base, as it goes over the wire. Where `pageOf` is given it is not read. */
  readonly path: string
  readonly accept?: string
  /** Sent as a form (search.html#get: POST `_search`). */
  readonly form?: string
  /** Sent as `application/fhir+json`; the file that holds it for curl. */
  readonly body?: { readonly file: string; readonly resource: Resource }
  /** The file that keeps the answer, for a later line to go on from. */
  readonly keep?: string
  /** Asks for the page that the answer kept in this file links to as the next (http.html#paging). */
  readonly pageOf?: string
  readonly promise: Promised
}

/** How a request ends. `filtered`: permitted, with less than was asked. `emptied`: denied, and shown as if there were nothing. `mixed`: a batch, entry by entry. */
export type Ending = 'permitted' | 'filtered' | 'emptied' | 'mixed' | 'denied' | 'refused' | 'failed'

export interface Promised {
  readonly status: number
  readonly ending: Ending
  /** The reason code of the access log; absent where the gateway answers without deciding. */
  readonly code?: string
  /** Types of the resources in the answer, sorted: the resource itself, or those in its Bundle. */
  readonly shows?: readonly string[]
  /** The statuses of a batch's entries. */
  readonly entries?: readonly number[]
}

export interface Section {
  readonly title: string
  readonly lines: readonly Line[]
}
