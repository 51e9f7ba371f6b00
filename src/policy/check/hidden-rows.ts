import type { Attribute, Condition, Rule } from '../language.ts'
import type { RuleWarning } from './warning.ts'

/** A search under such a permit finds rows at the server that are hidden afterwards: pages are shorter, counts are left out. */
export function hidesRows({ effect, match, when, obligations }: Rule): Omit<RuleWarning, 'rule'> | undefined {
  if (effect !== 'permit' || when === undefined || Object.keys(obligations.narrow).length > 0) return undefined
  const searches = match.interactions === undefined || match.interactions.includes('search')
  if (!searches || !attributesOf(when).some(({ root, path }) => root === 'resource' && path[0] !== 'resourceType')) {
    return undefined
  }
  return {
    what: 'permits searches whose results are hidden one by one by `when`',
    expected: 'a narrow obligation, so that the server does not find them, or a separate rule for searches',
  }
}

function attributesOf(condition: Condition): readonly Attribute[] {
  if ('all' in condition) return condition.all.flatMap(attributesOf)
  if ('any' in condition) return condition.any.flatMap(attributesOf)
  if ('not' in condition) return attributesOf(condition.not)
  if ('exists' in condition) return [condition.exists]
  return 'attribute' in condition.operand ? [condition.attribute, condition.operand.attribute] : [condition.attribute]
}
