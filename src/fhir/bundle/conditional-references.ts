import { readForm } from '../form-pairs.ts'
import type { ConditionalReference } from '../interaction.ts'
import type { JsonBody } from '../json/strict.ts'
import { type Language, memberOf } from '../message.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { readCondition } from '../search/read.ts'
import { splitWrittenSearch } from '../search/written-search.ts'

/**
 * Finds the references of a body that are searches. Servers resolve them with their own rights, so each is read like
 * any other criteria and has to be permitted (http.html#trules).
 */
export function readConditionalReferences(
  body: JsonBody,
  language: Language,
): readonly ConditionalReference[] | Refusal {
  if (!mayHoldSearch(body)) return []
  const found: ConditionalReference[] = []
  for (const text of conditionalTexts(body.value)) {
    const search = splitWrittenSearch(text, language.definitions)
    if (search === undefined || search.query === '') {
      return refuse('RESOURCE_MISMATCH', 'a conditional reference that cannot be read')
    }
    const { type } = search
    const pairs = readForm(search.query, language.limits.parameters)
    const query = isRefusal(pairs) ? pairs : readCondition(pairs, type, language.definitions, language.limits)
    if (isRefusal(query)) return query
    if (found.push({ type, query }) > language.limits.parameters) {
      return refuse('TOO_MANY_PARAMETERS', 'too many conditional references')
    }
  }
  return found
}

/** Whether a body holds a reference that is a search; outside of a transaction nobody may send one. */
export function hasConditionalReference(body: JsonBody): boolean {
  return mayHoldSearch(body) && !conditionalTexts(body.value).next().done
}

/** Few bodies have a question mark at all, in clear or escaped (`\u003f`), and the others need not be walked through. */
function mayHoldSearch({ bytes }: JsonBody): boolean {
  return bytes.includes('?') || bytes.includes('\\u003')
}

/**
 * Every `reference` with a query, wherever it stands: relative, or absolute, of which servers take the end as well. In a
 * patch also every value that could become one (RFC 6902 §4, fhirpatch.html).
 */
function* conditionalTexts(top: unknown): Generator<string, void> {
  const isPatch = Array.isArray(top) || memberOf(top, 'resourceType') === 'Parameters'
  const open: unknown[] = [top]
  while (open.length > 0) {
    const node = open.pop()
    if (typeof node !== 'object' || node === null) continue
    for (const [name, value] of Object.entries(node)) {
      if (typeof value === 'string' && isSearch(name, value, isPatch)) yield value
      else if (typeof value === 'object') open.push(value)
    }
  }
}

function isSearch(name: string, value: string, isPatch: boolean): boolean {
  if (name === 'reference') return value.includes('?')
  return isPatch && name.startsWith('value') && /(?:^|\/)[A-Z][A-Za-z]+\/?\?/.test(value)
}
