import type { Condition, Literal } from '../../policy/language.ts'
import { attributeText } from '../../policy/schema/attribute.ts'
import type { Path } from '../problems/problem.ts'
import { checkAttribute, type Root } from './attributes.ts'
import type { Context, Fault } from './context.ts'
import { resolveNetworks, resolveTypes } from './names.ts'

export const allRoots: readonly Root[] = ['token', 'client', 'user', 'request', 'resource', 'env']

const MAX_DEPTH = 10

/** A condition with the names of sets replaced by what they stand for; its attributes are checked. */
export function resolveCondition(
  condition: Condition,
  path: Path,
  roots: readonly Root[],
  context: Context,
  fault: Fault,
  depth = 1,
): Condition {
  const inner = (each: Condition, at: Path) => resolveCondition(each, at, roots, context, fault, depth + 1)
  if (depth > MAX_DEPTH) {
    fault(path, 'is nested too deeply', `at most ${MAX_DEPTH} levels of conditions`)
    return condition
  }
  if ('all' in condition) return { all: condition.all.map((each, index) => inner(each, [...path, 'all', index])) }
  if ('any' in condition) return { any: condition.any.map((each, index) => inner(each, [...path, 'any', index])) }
  if ('not' in condition) return { not: inner(condition.not, [...path, 'not']) }
  if ('exists' in condition) {
    checkAttribute(condition.exists, [...path, 'exists'], roots, fault)
    return condition
  }
  const { test, attribute, operand } = condition
  const at = [...path, test]
  checkAttribute(attribute, [...at, 0], roots, fault)
  if ('attribute' in operand) {
    checkAttribute(operand.attribute, [...at, 1], roots, fault)
    return condition
  }
  const literals = resolveLiterals(condition, operand.literals, [...at, 1], context, fault)
  return { test, attribute, operand: { literals } }
}

type Test = Extract<Condition, { test: string }>

/** Sets stand for their members where networks or resource types are compared. */
function resolveLiterals(
  { test, attribute }: Test,
  literals: readonly Literal[],
  path: Path,
  context: Context,
  fault: Fault,
): readonly Literal[] {
  const name = attributeText(attribute)
  if (test === 'cidr') return resolveNetworks(literals.map(String), path, context, fault)
  if (name === 'request.resourceType' && (test === 'eq' || test === 'ne' || test === 'in')) {
    return resolveTypes(literals.map(String), path, context, fault)
  }
  if (name === 'request.relation') {
    for (const [index, literal] of literals.entries()) {
      if (literal === 'self' || literal === 'context' || literal === 'none') continue
      const isLater = literal === 'care-team' || literal === 'organization'
      fault([...path, index], isLater ? 'is not supported yet' : 'is not a relation', 'self, context or none')
    }
  }
  return literals
}
