import type { Match, Place, Rule } from '../../policy/language.ts'
import type { WrittenRule } from '../../policy/schema/rule.ts'
import type { Problem } from '../problems/problem.ts'
import { allRoots, resolveCondition } from './conditions.ts'
import { type Context, faultsOf } from './context.ts'
import type { Item } from './item.ts'
import { resolveMatch } from './match.ts'
import { resolveObligations } from './obligations.ts'
import { checkResourcePaths } from './resource-paths.ts'

/** Rules with their names looked up; those that could not be read are left out, having been reported. */
export function resolveRules(items: readonly Item<WrittenRule>[], context: Context, problems: Problem[]): Rule[] {
  return items.flatMap((item) => (item.value === undefined ? [] : [resolveRule(item.value, item, context, problems)]))
}

function resolveRule(written: WrittenRule, item: Item<WrittenRule>, context: Context, problems: Problem[]): Rule {
  const fault = faultsOf(item, problems)
  const { id, effect, description, reason, when, obligations, denialStyle, mode, notBefore, notAfter } = written
  const match: Match = resolveMatch(written.match, ['match'], context, fault)
  if (when !== undefined) checkResourcePaths(when, match.resources, ['when'], context, fault)
  return {
    ...{ id, effect, description, reason, match, denialStyle, mode, notBefore, notAfter },
    when: when && resolveCondition(when, ['when'], allRoots, context, fault),
    obligations: resolveObligations(obligations ?? [], match.resources, ['obligations'], context, fault),
    place: placeOf(item),
  }
}

export function placeOf({ yaml, path }: Item<unknown>): Place {
  const { file = '', line = 1 } = yaml.at(path, 'value', { what: '' })
  return { file, line }
}
