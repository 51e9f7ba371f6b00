import type { Attribute, Condition, Literal } from '../language.ts'
import { attributeText } from '../schema/attribute.ts'

/** Attributes that have one value at most; of a list, several values can be equal to something. */
const single = new Set([
  ...['client.id', 'client.tier', 'client.organization', 'client.name', 'user.id', 'user.issuer', 'user.type'],
  ...['token.iss', 'token.sub', 'token.source', 'request.interaction', 'request.resourceType', 'request.id'],
  ...['request.operation', 'resource.resourceType', 'resource.id'],
])

/** Whether a condition can be seen to hold for nobody: one value would have to be two, or both be there and be absent. */
export function contradicts(condition: Condition): boolean {
  if ('any' in condition) return condition.any.every(contradicts)
  if (!('all' in condition)) return false
  if (condition.all.some(contradicts)) return true
  const wanted = new Map<string, ReadonlySet<Literal>>()
  for (const each of condition.all) {
    const literals = equalTo(each)
    if (literals === undefined) continue
    const known = wanted.get(literals.name)
    const both =
      known === undefined ? literals.values : new Set([...known].filter((value) => literals.values.has(value)))
    if (both.size === 0) return true
    wanted.set(literals.name, both)
  }
  const absent = condition.all.flatMap((each) => ('not' in each && 'exists' in each.not ? [each.not.exists] : []))
  const present = condition.all.flatMap(attributeOf)
  return absent.some((each) => present.some((other) => attributeText(other) === attributeText(each)))
}

function equalTo(condition: Condition): { name: string; values: ReadonlySet<Literal> } | undefined {
  if (!('test' in condition) || (condition.test !== 'eq' && condition.test !== 'in')) return undefined
  const name = attributeText(condition.attribute)
  if ('attribute' in condition.operand || !single.has(name)) return undefined
  return { name, values: new Set(condition.operand.literals) }
}

/** What has to be there for a test to hold. */
function attributeOf(condition: Condition): readonly Attribute[] {
  if ('exists' in condition) return [condition.exists]
  return 'test' in condition ? [condition.attribute] : []
}
