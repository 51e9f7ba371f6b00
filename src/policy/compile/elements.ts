import { attributesOf } from '../evaluate/condition.ts'
import type { Attribute, Rule } from '../language.ts'
import type { Knowledge } from '../rule-book.ts'
import type { ResourceJudge } from '../verdict.ts'

/** The outermost elements that rules look at in resources of a type. @param type undefined: resources of any type. */
export function elementsOf(
  rules: readonly Rule[],
  type: string | undefined,
  { compartment }: Knowledge,
): ResourceJudge['elements'] {
  if (type === undefined) return 'all'
  const found = new Set<string>()
  const addOwners = () => {
    for (const name of compartment.rule(type)?.elements ?? []) found.add(name)
  }
  for (const { match, when } of rules) {
    if (match.relation !== undefined) addOwners()
    for (const attribute of when === undefined ? [] : attributesOf(when)) {
      const [name] = attribute.path
      if (asksForRelation(attribute)) addOwners()
      else if (attribute.root === 'resource' && name !== undefined) found.add(name)
    }
  }
  found.delete('resourceType')
  return [...found].sort()
}

function asksForRelation({ root, path }: Attribute): boolean {
  return root === 'request' && path[0] === 'relation'
}
