import type { PolicyInteraction } from '../question.ts'
import type { CompiledRule } from './rule.ts'

/** Finds the rules that may concern a question, however many there are: role → resource type → interaction → rules. */
export interface RuleIndex {
  /** In the order of the file, each once. @param type undefined: of any type. */
  find(roles: Iterable<string>, type: string | undefined, interaction: PolicyInteraction): readonly CompiledRule[]
}

/** Stands for a key that a rule does not give. No role, type or interaction is named so. */
const ANY = '*'

type ByInteraction = Map<string, CompiledRule[]>
type ByType = Map<string, ByInteraction>

export function indexRules(rules: readonly CompiledRule[]): RuleIndex {
  const byRole = new Map<string, ByType>()
  for (const compiled of rules) {
    const { roles = [ANY], resources = [ANY], interactions = [ANY] } = compiled.rule.match
    for (const role of new Set(roles)) {
      const byType = at(byRole, role, () => new Map<string, ByInteraction>())
      for (const type of new Set(resources)) {
        const byInteraction = at(byType, type, () => new Map<string, CompiledRule[]>())
        for (const interaction of new Set(interactions)) at(byInteraction, interaction, () => []).push(compiled)
      }
    }
  }
  const order = new Map(rules.map((rule, at) => [rule, at]))

  return {
    find(roles, type, interaction) {
      const found = new Set<CompiledRule>()
      for (const role of [ANY, ...roles]) {
        const byType = byRole.get(role)
        for (const each of byType === undefined ? [] : ofType(byType, type)) {
          for (const rule of each.get(ANY) ?? []) found.add(rule)
          for (const rule of each.get(interaction) ?? []) found.add(rule)
        }
      }
      return [...found].sort((a, b) => order.get(a)! - order.get(b)!)
    },
  }
}

function ofType(byType: ByType, type: string | undefined): Iterable<ByInteraction> {
  if (type === undefined) return byType.values()
  return [byType.get(ANY), byType.get(type)].filter((each) => each !== undefined)
}

function at<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}
