import { resolve } from '../references.ts'
import type { Resource } from '../resource.ts'
import type { SearchContext } from './context.ts'
import type { IncludeRule } from './include-rule.ts'
import { refersTo } from './match.ts'
import { valuesOf } from './values.ts'

/** Enough for any chain of sample data, so that `:iterate` over a cycle of references comes to an end. */
const MOST_ROUNDS = 20

/**
 * What rides along with `matched` (search.html#revinclude), matches left out, each once. Rules with `:iterate` are applied again
 * to what was found, until nothing new comes.
 */
export function included(
  rules: readonly IncludeRule[],
  matched: readonly Resource[],
  context: SearchContext,
): readonly Resource[] {
  const seen = new Set(matched.map(keyOf))
  const found: Resource[] = []
  let round = follow(rules, matched, context)
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
    const fresh = round.filter((resource) => {
      const isNew = !seen.has(keyOf(resource))
      seen.add(keyOf(resource))
      return isNew
    })
    if (fresh.length === 0) break
    found.push(...fresh)
    round = follow(
      rules.filter(({ iterate }) => iterate),
      fresh,
      context,
    )
  }
  return found
}

function follow(rules: readonly IncludeRule[], from: readonly Resource[], context: SearchContext): Resource[] {
  return rules.flatMap((rule) => {
    if (rule.direction === 'include') return from.flatMap((resource) => targets(rule, resource, context))
    return sources(rule, from, context)
  })
}

function targets(rule: IncludeRule, resource: Resource, context: SearchContext): Resource[] {
  if (rule.source !== '*' && rule.source !== resource.resourceType) return []
  return codesOf(rule, resource.resourceType, context)
    .flatMap((code) => {
      const { targets: canonical = [] } = context.definitions.searchParameter(resource.resourceType, code) ?? {}
      return valuesOf(context.definitions, resource, code).map((value) =>
        resolve(value, context.store, context.base, canonical),
      )
    })
    .filter((target) => target !== undefined)
    .filter((target) => rule.target === undefined || target.resourceType === rule.target)
}

function sources(rule: IncludeRule, to: readonly Resource[], context: SearchContext): Resource[] {
  const wanted = to.filter((resource) => rule.target === undefined || resource.resourceType === rule.target)
  const types = rule.source === '*' ? [...context.definitions.resourceTypes] : [rule.source]
  return types.flatMap((type) => {
    const codes = codesOf(rule, type, context)
    return context.store
      .all(type)
      .filter((source) => codes.some((code) => wanted.some((target) => refersTo(source, code, target, context))))
  })
}

function codesOf(rule: IncludeRule, type: string, { definitions }: SearchContext): readonly string[] {
  if (rule.code !== '*') return [rule.code]
  const references = definitions.searchParameters(type).filter((parameter) => parameter.type === 'reference')
  return references.map(({ code }) => code)
}

function keyOf(resource: Resource): string {
  return `${resource.resourceType}/${resource.id}`
}
