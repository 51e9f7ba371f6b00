import type { ReferencePath, SearchParameter } from '../../src/fhir/definitions/definitions.ts'
import { expressionFor, splitUnion } from '../../src/fhir/path-syntax.ts'
import type { ResourceTypes } from './resource-types.ts'
import type { SearchParameterSource, StructureDefinition } from './source.ts'

/**
 * Parameters of every resource that test no element (search.html#standard). They are kept without an expression;
 * `_in` (R5) is given one, `Resource.id`, that says nothing about what it tests.
 */
const TEST_NO_ELEMENT = new Set(['_text', '_content', '_query', '_filter', '_has', '_list', '_type', '_in'])

/** The parameters that every type has. R4B and R5 define `_text` for Resource again: the wider one is kept. */
export function commonParameters(sources: readonly SearchParameterSource[], types: ResourceTypes): SearchParameter[] {
  const found = new Map<string, SearchParameter>()
  for (const base of ['Resource', 'DomainResource']) {
    for (const source of sources.filter((candidate) => candidate.base?.includes(base))) {
      const expression = TEST_NO_ELEMENT.has(source.code) ? undefined : expressionOf(source, base)
      if (!found.has(source.code)) found.set(source.code, parameter(source, targetsOf(source, [], types), expression))
    }
  }
  return [...found.values()]
}

/**
 * The parameters of one type. A few are published without an expression, or with one that forgets some of their
 * bases: they exist, but cannot be tested on a resource.
 */
export function parametersOf(
  structure: StructureDefinition,
  sources: readonly SearchParameterSource[],
  references: readonly ReferencePath[],
  types: ResourceTypes,
): SearchParameter[] {
  const own = sources.filter(({ base }) => base?.includes(structure.type))
  return own.map((source) => {
    const expression = expressionOf(source, structure.type)
    if (expression === undefined) return parameter(source, targetsOf(source, [], types))
    const targets = targetsOf(source, pointedAt(expression, references), types)
    return parameter(source, targets, spellOutChoices(expression, structure))
  })
}

/** The part of the expression for this base. Expressions of a single base may leave its name out (`name | alias`). */
function expressionOf({ base = [], expression }: SearchParameterSource, type: string): string | undefined {
  if (expression === undefined) return undefined
  if (base.length > 1) return expressionFor(type, expression)
  const rooted = splitUnion(expression).map((branch) => (/^[a-z]/.test(branch) ? `${type}.${branch}` : branch))
  return expressionFor(type, rooted.join(' | '))
}

function parameter(source: SearchParameterSource, targets: readonly string[], expression?: string): SearchParameter {
  const { code, type } = source
  return expression === undefined ? { code, type, targets } : { code, type, targets, expression }
}

/** Declared targets; else those of the element; else any type. */
function targetsOf(source: SearchParameterSource, element: readonly string[], types: ResourceTypes): readonly string[] {
  if (source.type !== 'reference') return []
  if (source.target !== undefined) return types.expand(source.target)
  return element.length > 0 ? element : ['*']
}

/** Targets of the elements that a plain-path expression points at; none when one of them is unknown. */
function pointedAt(expression: string, references: readonly ReferencePath[]): readonly string[] {
  const found = splitUnion(expression).map((branch) => {
    const path = branch.slice(branch.indexOf('.') + 1)
    return references.find((reference) => reference.path === path || reference.path === `${path}.reference`)
  })
  return found.every((reference) => reference !== undefined)
    ? [...new Set(found.flatMap(({ targets }) => targets))]
    : []
}

/**
 * `Observation.effective` as `Observation.effective.ofType(dateTime) | …`: JSON names a choice element by its type
 * (json.html#choice), and a reader that has to guess could take an unknown property for one.
 */
function spellOutChoices(expression: string, structure: StructureDefinition): string {
  const spelled = splitUnion(expression).flatMap((branch) => {
    if (!/^[A-Za-z.]+$/.test(branch)) return branch
    const choice = structure.snapshot.element.find(
      ({ path }) => path.endsWith('[x]') && `${branch}.`.startsWith(`${path.slice(0, -3)}.`),
    )
    if (choice === undefined) return branch
    const stem = choice.path.slice(0, -3)
    return choice.type!.map(({ code }) => `${stem}.ofType(${code})${branch.slice(stem.length)}`)
  })
  return spelled.join(' | ')
}
