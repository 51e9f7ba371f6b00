import { isObject, listOf } from '../resource.ts'
import { splitEscaped, withoutEscapes } from './escapes.ts'

interface Token {
  readonly system?: string | undefined
  readonly code?: string | undefined
  readonly display?: string | undefined
}

/** The codings that an element can be searched by (search.html#token): Coding, CodeableConcept, Identifier, ContactPoint, code, boolean … */
export function tokensOf(value: unknown): readonly Token[] {
  if (typeof value === 'string' || typeof value === 'boolean') return [{ code: String(value) }]
  if (!isObject(value)) return []
  if (isObject(value.concept)) return tokensOf(value.concept)
  if (Array.isArray(value.coding) || 'text' in value) {
    return [
      ...listOf(value.coding).flatMap(tokensOf),
      ...(typeof value.text === 'string' ? [{ display: value.text }] : []),
    ]
  }
  const code = value.code ?? value.value
  return [{ system: text(value.system), code: text(code), display: text(value.display) }]
}

/** @param sought `code`, `system|code`, `|code` or `system|`, escapes kept */
export function matchesToken(value: unknown, sought: string, modifier?: string): boolean {
  if (modifier === 'of-type') return matchesTypedIdentifier(value, sought)
  const found = tokensOf(value)
  if (modifier === 'text') {
    return found.some(({ display }) => display?.toLowerCase().startsWith(withoutEscapes(sought).toLowerCase()))
  }
  const parts = splitEscaped(sought, '|').map(withoutEscapes)
  if (parts.length === 1) return found.some(({ code }) => same(code, parts[0]!))
  const [system, code] = parts as [string, string]
  return found.some((token) => {
    if (token.code === undefined && code !== '') return false
    if (system === '' ? token.system !== undefined : token.system !== system) return false
    return code === '' || same(token.code, code)
  })
}

/** `:of-type=system|code|value` against Identifier.type and .value (search.html#modifiers). */
function matchesTypedIdentifier(value: unknown, sought: string): boolean {
  const [system, code, identifier] = splitEscaped(sought, '|')
  if (!isObject(value) || identifier === undefined) return false
  return value.value === withoutEscapes(identifier) && matchesToken(value.type, `${system}|${code}`)
}

/** Codes are compared without regard to case, the looser of the two that search.html#token leaves open. */
function same(found: string | undefined, sought: string): boolean {
  return found?.toLowerCase() === sought.toLowerCase()
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
