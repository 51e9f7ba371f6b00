import { type AuthenticationFailure, fail } from '../failure.ts'

type Detail = Readonly<Record<string, unknown>>

const TYPE = 'smart_on_fhir'
const MAX_DETAILS = 50

/**
 * The detail of type `smart_on_fhir` that is for this server (RFC 9396; SMART App Launch 2.2, "Authorization Details for
 * Multiple Servers"). Its members take the place of the top-level scopes and context. A token whose details are all for
 * other servers is not for this one, whatever its `aud` says; one with two for this server says two things.
 *
 * @param details the claim `authorization_details`.
 * @param locations the bases under which this server is known.
 * @returns undefined where no detail of this type is there.
 */
export function detailsFor(
  details: unknown,
  locations: ReadonlySet<string>,
): { readonly detail: Detail } | AuthenticationFailure | undefined {
  if (details === undefined) return undefined
  if (!Array.isArray(details) || details.length > MAX_DETAILS || !details.every(isTyped)) return invalid()
  const smart = details.filter(({ type }) => type === TYPE)
  if (smart.length === 0) return undefined
  if (!smart.every((detail) => isListOfStrings(detail.locations))) return invalid()
  const ours = smart.filter((detail) => (detail.locations as string[]).some((each) => isAmong(each, locations)))
  if (ours.length === 0) return fail('AUDIENCE_REFUSED', 'authorization_details')
  return ours.length === 1 ? { detail: ours[0]! } : invalid()
}

function invalid(): AuthenticationFailure {
  return fail('CLAIM_INVALID', 'authorization_details')
}

/** A base is the same with and without the slash at its end. */
function isAmong(location: string, locations: ReadonlySet<string>): boolean {
  return locations.has(location) || locations.has(location.replace(/\/$/, ''))
}

function isTyped(value: unknown): value is Detail {
  return typeof value === 'object' && value !== null && typeof (value as Detail).type === 'string'
}

function isListOfStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
