import type { Definitions, SearchParameter } from '../definitions/definitions.ts'

/** The types a search, chain or sort is read against: one, several (an untyped chain), or every type. */
export type Bases = readonly string[] | '*'

/**
 * The parameter `code` as it is meant on `bases`.
 *
 * On one type it is that type's. On several it must exist on each and be of the same type, and its targets are all that
 * any of them may reach. On every type it must exist on every type (search.html#_type: common parameters).
 */
export function findParameter(definitions: Definitions, bases: Bases, code: string): SearchParameter | undefined {
  if (code === '_list') return listMembership
  if (bases === '*') return findCommon(definitions, code)
  if (bases.length === 1) return definitions.searchParameter(bases[0] as string, code)
  let found: SearchParameter | undefined
  for (const base of bases) {
    const here = definitions.searchParameter(base, code)
    if (here === undefined) return undefined
    if (found === undefined) found = here
    else if (found.type !== here.type) return undefined
    // Without an expression, since that of one base would narrow the targets of the others.
    else if (found !== here) found = { code, type: here.type, targets: union(targetsOf(found), targetsOf(here)) }
  }
  return found
}

/**
 * The types a reference parameter can lead to. Parameters such as `patient` declare every target of their element and
 * narrow them by `.where(resolve() is Patient)`; what the expression cannot yield, a chain cannot reach.
 */
export function targetsOf({ expression, targets }: SearchParameter): readonly string[] {
  const branches = expression?.split('|') ?? []
  const kept = branches.map((branch) => /resolve\(\) is ([A-Za-z]+)/.exec(branch)?.[1])
  const narrowed = [...new Set(kept)].filter((type) => type !== undefined)
  return narrowed.length > 0 && kept.every((type) => type !== undefined) ? narrowed : targets
}

/** The bases of `types` on which `code` exists. */
export function basesWith(definitions: Definitions, types: readonly string[], code: string): readonly string[] {
  return types.filter((type) => definitions.searchParameter(type, code) !== undefined)
}

/** Concrete types for a list of targets in which `*` stands for any. */
export function concreteTypes(definitions: Definitions, targets: readonly string[]): readonly string[] {
  return targets.includes('*') ? [...definitions.resourceTypes] : targets
}

/** `_list` works on every type, but R4 publishes no SearchParameter for it (search.html#list). */
const listMembership: SearchParameter = { code: '_list', type: 'special', targets: ['List'] }

function findCommon(definitions: Definitions, code: string): SearchParameter | undefined {
  let found: SearchParameter | undefined
  for (const type of definitions.resourceTypes) {
    const here = definitions.searchParameter(type, code)
    if (here === undefined) return undefined
    found ??= here
  }
  return found
}

function union(some: readonly string[], others: readonly string[]): readonly string[] {
  return [...new Set([...some, ...others])]
}
