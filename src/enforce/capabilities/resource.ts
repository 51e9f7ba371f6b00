import { isPatchable } from '../../fhir/patch/patchable.ts'
import { isRefusal } from '../../fhir/refusal.ts'
import { readPath } from '../../fhir/search/criterion.ts'
import { readInclude } from '../../fhir/search/include.ts'
import type { SearchLimits } from '../../fhir/search/limits.ts'
import { address, addresses, code, type Element, elements, filled, present, texts } from './members.ts'
import { publicOperations } from './operations.ts'
import type { Publication } from './publication.ts'

/** What one name may hold where it is no chain. */
const single: SearchLimits = { parameters: 1, orValues: 1, includes: 0, chainDepth: 0 }

/** The interactions of a type as a policy names them (CapabilityStatement.rest.resource.interaction). */
const interactions = {
  read: 'read',
  vread: 'vread',
  update: 'update',
  patch: 'patch',
  delete: 'delete',
  'history-instance': 'history',
  'history-type': 'history',
  create: 'create',
  'search-type': 'search',
} as const

/** `rest.resource`: what some caller may do with one type; undefined when that is nothing. */
export function publicResource(entry: Element, publication: Publication): Element | undefined {
  const { links, authority, everPermitted } = publication
  const type = code(entry.type)
  if (type === undefined || !authority.definitions.isResourceType(type)) return undefined
  const interaction = elements(entry.interaction).flatMap(({ code: name }) => {
    const asked = Object.hasOwn(interactions, String(name))
      ? interactions[name as keyof typeof interactions]
      : undefined
    const taken = asked !== undefined && (asked !== 'patch' || isPatchable(type))
    return taken && everPermitted(asked, type) ? [{ code: name as string }] : []
  })
  const operation = publicOperations(entry.operation, ['type', 'instance'], type, publication)
  if (interaction.length === 0 && operation === undefined) return undefined
  const offered = new Set(interaction.map((each) => each.code))
  return present({
    type,
    profile: address(entry.profile, links),
    supportedProfile: addresses(entry.supportedProfile, links),
    interaction: filled(interaction),
    versioning: code(entry.versioning),
    ...conditions(entry, offered, everPermitted('search', type), everPermitted('create', type)),
    referencePolicy: filled(texts(entry.referencePolicy).flatMap((each) => code(each) ?? [])),
    ...(offered.has('search-type') && searching(entry, type, publication)),
    operation,
  })
}

/** What goes beyond the plain interactions; a condition is a search as well, and told only where one may be made. */
function conditions(entry: Element, offered: ReadonlySet<string>, searches: boolean, creates: boolean): Element {
  const only = (name: string, holds: boolean) =>
    typeof entry[name] === 'boolean' ? { [name]: entry[name] === true && holds } : {}
  const deletes = code(entry.conditionalDelete)
  return {
    ...only('readHistory', offered.has('vread')),
    ...only('updateCreate', offered.has('update')),
    ...only('conditionalCreate', offered.has('create') && searches),
    ...only('conditionalUpdate', offered.has('update') && creates && searches),
    ...only('conditionalPatch', offered.has('patch') && searches),
    // If-None-Match is answered by the gateway itself wherever there are versions; If-Modified-Since is not.
    conditionalRead: offered.has('read') && entry.versioning !== 'no-version' ? 'not-match' : 'not-supported',
    conditionalDelete: deletes && (offered.has('delete') && searches ? deletes : 'not-supported'),
  }
}

function searching(entry: Element, type: string, publication: Publication): Element {
  return {
    searchInclude: filled(texts(entry.searchInclude).filter((each) => isInclude('_include', each, type, publication))),
    searchRevInclude: filled(
      texts(entry.searchRevInclude).filter((each) => isInclude('_revinclude', each, type, publication)),
    ),
    searchParam: searchParameters(entry.searchParam, [type], publication),
  }
}

/** The parameters that the gateway reads on every one of `bases`; those of the upstream alone are refused in a search. */
export function searchParameters(
  value: unknown,
  bases: readonly string[] | '*',
  { authority: { definitions }, links }: Publication,
): readonly Element[] | undefined {
  const kept = elements(value).flatMap((parameter): readonly Element[] => {
    const name = code(parameter.name)
    const path = name === undefined ? undefined : readPath(name, bases, definitions, single)
    if (path === undefined || isRefusal(path) || path.parameter.code !== name) return []
    return [present({ name, definition: address(parameter.definition, links), type: path.parameter.type })]
  })
  return filled(kept)
}

/** Whether an include is read, open, and can bring something that some caller may see. */
function isInclude(
  name: '_include' | '_revinclude',
  value: string,
  type: string,
  { authority: { definitions }, everPermitted }: Publication,
): boolean {
  const read = readInclude(name, value, [type], definitions)
  if (isRefusal(read)) return false
  const shown = (each: string) => everPermitted('search', each) || everPermitted('read', each)
  if (read.direction === 'revinclude') return read.source !== '*' && shown(read.source)
  return read.targets.includes('*') || read.targets.some(shown)
}
