import type { Definitions } from '../definitions/definitions.ts'

/** Spelled so that decoding it once or twice gives the same text: nothing is left for the upstream to read differently. */
const plainForm = /^([A-Z][A-Za-z]+)(?:\?([A-Za-z0-9\-._~:|/,=&_]*))?$/

/** A search that stands in a resource, `Type?query` or `Type`; its query is not yet read, and empty where there is none. */
export interface WrittenSearch {
  readonly type: string
  readonly query: string
}

/** Takes such a search apart; undefined for a text that two servers could take differently, and for unknown types. */
export function splitWrittenSearch(text: string, definitions: Definitions): WrittenSearch | undefined {
  const [, type, query = ''] = plainForm.exec(text) ?? []
  return type !== undefined && definitions.isResourceType(type) ? { type, query } : undefined
}
