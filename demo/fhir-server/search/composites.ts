import type { Definitions, SearchParameter } from '../../../src/fhir/definitions/definitions.ts'
import type { Resource } from '../resource.ts'
import { isWalkable, valuesAt } from './values.ts'

/** The two parameters that a composite joins, and the elements within which both must hold (search.html#composite). */
export interface Composite {
  readonly parts: readonly [SearchParameter, SearchParameter]
  readonly roots: readonly string[]
}

/**
 * Finds the parts from the name, as in `code-value-quantity` or `component-code-value-quantity`.
 * Undefined for the composites of the specification that are not named after their parts.
 */
export function compositeOf(
  definitions: Definitions,
  type: string,
  { code, expression }: SearchParameter,
): Composite | undefined {
  const [, prefix = '', rest = code] = /^(combo-|component-)?(.+)$/.exec(code) ?? []
  const words = rest.split('-')
  for (let cut = 1; cut < words.length; cut += 1) {
    const names = [words.slice(0, cut), words.slice(cut)].map((name) => prefix + name.join('-'))
    const parts = names.map((name) => definitions.searchParameter(type, name))
    const [first, second] = parts
    if (first && second && isWalkable(first) && isWalkable(second)) {
      return { parts: [first, second], roots: branchesOf(expression ?? type) }
    }
  }
  return undefined
}

/** Per element that the composite spans: what each part finds in it. */
export function pairsOf(
  { parts, roots }: Composite,
  resource: Resource,
): readonly (readonly [readonly unknown[], readonly unknown[]])[] {
  return roots.flatMap((root) => {
    const type = resource.resourceType
    const elements = root === type ? [resource] : valuesAt(root, resource)
    return elements.map((element) => {
      const alone = { ...(element as object), resourceType: type }
      const found = parts.map((part) =>
        branchesOf(part.expression!)
          .filter((branch) => rootOf(branch, roots) === root)
          .flatMap((branch) => valuesAt(branch.replace(`${root}.`, `${type}.`), alone)),
      )
      return [found[0]!, found[1]!] as const
    })
  })
}

function branchesOf(expression: string): string[] {
  return expression.split(' | ').map((branch) => branch.trim())
}

/** The longest root that the branch lies under. */
function rootOf(branch: string, roots: readonly string[]): string | undefined {
  return roots.filter((root) => branch.includes(`${root}.`)).sort((a, b) => b.length - a.length)[0]
}
