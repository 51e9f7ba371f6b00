import type { Definitions, SearchParameter } from '../fhir/definitions/definitions.ts'
import { isId } from '../fhir/identifiers.ts'
import { literalOf, type ReferenceReader } from '../fhir/reference.ts'
import { targetsOf } from '../fhir/search/parameters.ts'

/**
 * Reads `Type/id`, an absolute form of it, a bare id where the parameter has one target only, or the url of a canonical
 * (search.html#reference) into a test of one value of an element. The version of a Reference makes no difference; a
 * canonical without a version fits every version of it.
 *
 * @param text unescaped; undefined for versioned references, types that the parameter cannot have, and other texts.
 */
export function readReferenceTest(
  text: string,
  parameter: SearchParameter,
  definitions: Definitions,
  read: ReferenceReader,
): ((value: unknown) => boolean) | undefined {
  const targets = targetsOf(parameter)
  const [target] = targets
  const bare = isId(text) && targets.length === 1 && target !== undefined && definitions.isResourceType(target)
  const wanted = bare ? { type: target, id: text } : read(text)
  if (wanted === undefined) return isCanonical(text) ? (value) => fitsCanonical(value, text) : undefined
  if ('versionId' in wanted || !definitions.isResourceType(wanted.type)) return undefined
  if (!targets.includes('*') && !targets.includes(wanted.type)) return undefined
  return (value) => {
    const literal = literalOf(value)
    const found = literal === undefined ? undefined : read(literal)
    return found?.type === wanted.type && found.id === wanted.id
  }
}

function isCanonical(text: string): boolean {
  return /^(?:https?:\/\/|urn:)[!-~]+$/.test(text)
}

function fitsCanonical(value: unknown, url: string): boolean {
  return typeof value === 'string' && (value === url || (value.startsWith(`${url}|`) && !url.includes('|')))
}
