import type { PublicLinks } from '../links.ts'
import { isInside } from './inside.ts'

/** One element of a CapabilityStatement as it came: any JSON. */
export type Element = Readonly<Record<string, unknown>>

/** The objects of a list; what is no list has none. */
export function elements(value: unknown): readonly Element[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : []
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

/** A code or name such as `history-instance`, `4.0.1`, `_id` or `$meta`; not free text. */
export function code(value: unknown): string | undefined {
  return typeof value === 'string' && /^[$_]?[A-Za-z0-9][A-Za-z0-9._+/-]{0,63}$/.test(value) ? value : undefined
}

/**
 * A canonical or other address, made ours where it is the upstream's. So is one of a definition on a private network:
 * servers go on writing the address under which they were asked first, be it by a probe.
 */
export function address(value: unknown, links: PublicLinks): string | undefined {
  if (typeof value !== 'string' || !/^(?:https?:\/\/|urn:)[\x21-\x7e]{1,2000}$/.test(value)) return undefined
  const ours = links.toPublic(value)
  if (ours !== undefined || value.startsWith('urn:')) return ours ?? value
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined) return undefined
  if (!isInside(url.hostname)) return value
  const definition = /\/([A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64})$/.exec(url.pathname)?.[1]
  return definition && `${links.publicUrl}/${definition}`
}

export function addresses(value: unknown, links: PublicLinks): readonly string[] | undefined {
  return filled(texts(value).flatMap((each) => address(each, links) ?? []))
}

/** A list, or nothing in the place of an empty one: FHIR has no empty lists (json.html#array). */
export function filled<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined
}

/** The members that have a value. */
export function present(members: Element): Element {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
