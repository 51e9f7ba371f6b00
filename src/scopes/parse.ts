import { readConstraints } from './constraints.ts'
import type { InertScope, Permission, Scope, ScopeContext } from './scope.ts'

/** Characters of one scope. Longer ones are not read. */
const MAX_SCOPE_LENGTH = 1024

/** scope-token of RFC 6749 §3.3. */
const TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/
/** A resource scope, whole or not at all: salvaging the letters of `.rx` or `.read-only` would grant what nobody gave. */
const RESOURCE = /^(patient|user|system)\/(\*|[A-Z][A-Za-z]{0,63})\.(read|write|\*|(?=[cruds])c?r?u?d?s?)(?:\?(.*))?$/
/** SMART App Launch 2.2, "Scopes in URI form". */
const URI_FORM = 'http://smarthealthit.org/fhir/scopes/'
const LAUNCH = /^launch(?:\/[a-z]+(?:\?role=.+)?)?$/
const URI = /^(?:[A-Za-z][A-Za-z0-9+.-]*:\/\/|urn:)/

const V1: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' }

/**
 * Reads one scope of a token by SMART App Launch 2.2, "Scopes for requesting FHIR Resources", in linear time.
 * v1 permissions become their v2 meaning (`read` is `rs`, `write` is `cud`, `*` is `cruds`).
 *
 * Any text may come in. What is not exactly a resource scope of a known type is inert: launch and identity scopes, URIs and
 * words without `/` and `.` as `not-a-resource-scope`; what looks like a resource scope but is not one as `malformed`.
 *
 * @param isResourceType names of the FHIR version's concrete resource types.
 */
export function readScope(text: string, isResourceType: (name: string) => boolean): Scope | InertScope {
  if (text.length > MAX_SCOPE_LENGTH || !TOKEN.test(text)) return malformed(text)

  const bare = text.startsWith(URI_FORM) ? text.slice(URI_FORM.length) : text
  const parts = RESOURCE.exec(bare)
  if (parts === null) return looksLikeResourceScope(bare) ? malformed(text) : { text, why: 'not-a-resource-scope' }

  const [, context, type, permissions, criteria] = parts as unknown as [string, ScopeContext, string, string, string?]
  const constraints = criteria === undefined ? [] : readConstraints(criteria)
  if (constraints === undefined) return malformed(text)
  if (type !== '*' && !isResourceType(type)) return { text, why: 'unknown-type' }
  return {
    text,
    context,
    type,
    permissions: new Set((V1[permissions] ?? permissions) as Iterable<Permission>),
    constraints,
  }
}

/** An inert scope whose text is cut to a length that can be logged. */
export function malformed(text: string): InertScope {
  return { text: text.slice(0, MAX_SCOPE_LENGTH), why: 'malformed' }
}

function looksLikeResourceScope(text: string): boolean {
  if (LAUNCH.test(text) || URI.test(text) || text.startsWith('__')) return false
  return text === '' || /[/.]/.test(text)
}
