import type { Definitions } from '../../../src/fhir/definitions/definitions.ts'
import { type FhirAnswer, failure } from '../message.ts'

/** `_include` or `_revinclude` as read: `source:parameter[:target]` (search.html#include). */
export interface IncludeRule {
  readonly direction: 'include' | 'revinclude'
  readonly iterate: boolean
  /** `*` for every type. */
  readonly source: string
  /** `*` for every reference parameter. */
  readonly code: string
  readonly target?: string
}

const NAME = /^_(include|revinclude)(:iterate|:recurse)?$/

/** Undefined when the parameter is none of the two. */
export function readInclude(
  definitions: Definitions,
  name: string,
  value: string,
): IncludeRule | FhirAnswer | undefined {
  const match = NAME.exec(name)
  if (!match) return name.startsWith('_include') || name.startsWith('_revinclude') ? unreadable(name, value) : undefined
  const direction = match[1] as IncludeRule['direction']
  const iterate = match[2] !== undefined
  if (value === '*' || value === '*:*') return { direction, iterate, source: '*', code: '*' }
  const [source = '', code = '', target, ...more] = value.split(':')
  const known =
    code === '*' ? definitions.isResourceType(source) : definitions.searchParameter(source, code)?.type === 'reference'
  if (!known || more.length > 0) return unreadable(name, value)
  if (target && !definitions.isResourceType(target)) return unreadable(name, value)
  return target ? { direction, iterate, source, code, target } : { direction, iterate, source, code }
}

function unreadable(name: string, value: string): FhirAnswer {
  return failure(400, 'invalid', `Invalid ${name} value "${value}"`)
}
