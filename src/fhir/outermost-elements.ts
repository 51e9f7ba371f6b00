import type { PathWalker } from './path-walker.ts'

/**
 * The top-level elements that a walker looks at, as JSON spells them (json.html#choice). Undefined when one of its
 * branches does not begin with an element.
 */
export function outermostElements({ branches }: PathWalker): readonly string[] | undefined {
  const found = new Set<string>()
  for (const { steps } of branches) {
    const [first] = steps
    if (first?.kind !== 'element') return undefined
    found.add(first.as === undefined ? first.name : first.name + first.as[0]!.toUpperCase() + first.as.slice(1))
  }
  return [...found]
}
