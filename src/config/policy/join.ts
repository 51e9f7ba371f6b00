import type { z } from 'zod'
import type { Window } from '../../policy/language.ts'
import type { limitSchema } from '../../policy/schema/limit.ts'
import type { WrittenRule } from '../../policy/schema/rule.ts'
import type { tenantSchema } from '../../policy/schema/tenant.ts'
import type { Problem } from '../problems/problem.ts'
import type { Item, Named } from './item.ts'
import type { Sections, WrittenClient, WrittenRole } from './sections.ts'

type Limit = z.output<typeof limitSchema>
type Tenant = z.output<typeof tenantSchema>

/** All files of a policy as one: everything that has a name, once. */
export interface JoinedPolicy {
  /** As the first file says. */
  readonly metadata: Sections['metadata']
  readonly defaults: Sections['defaults']
  readonly networks: Named<readonly string[]>
  readonly schedules: Named<readonly Window[]>
  readonly resources: Named<readonly string[]>
  readonly roles: Named<WrittenRole>
  readonly clients: Named<WrittenClient>
  readonly defaultLimit: Item<Limit> | undefined
  readonly tiers: Named<Limit>
  /** Absent: no file has rules. */
  readonly rules: readonly Item<WrittenRule>[] | undefined
  readonly tenants: Named<Tenant>
  readonly tenantRules: ReadonlyMap<string, readonly Item<WrittenRule>[]>
}

/** Joins the sections of the main file and of those that it includes; what has a name twice is reported at both places. */
export function joinSections(main: Sections, included: readonly Sections[], problems: Problem[]): JoinedPolicy {
  const files = [main, ...included]

  function join<Value>(pick: (sections: Sections) => readonly (readonly [string, Item<Value>])[]): Named<Value> {
    const joined = new Map<string, Item<Value>>()
    for (const [name, item] of files.flatMap(pick)) {
      const first = joined.get(name)
      if (first === undefined) joined.set(name, item)
      else problems.push(twice(item, first, 'key'))
    }
    return joined
  }

  const limits = files.flatMap(({ defaultLimit }) => defaultLimit ?? [])
  const [defaultLimit] = limits
  for (const other of limits.slice(1)) problems.push(twice(other, defaultLimit!, 'key'))
  const rules = files.flatMap((sections) => sections.rules ?? [])
  const tenantRules = new Map(files.flatMap((sections) => [...sections.tenantRules]))
  checkIds([...rules, ...[...tenantRules.values()].flat()], problems)
  return {
    metadata: main.metadata,
    defaults: main.defaults,
    networks: join((sections) => sections.networks),
    schedules: join((sections) => sections.schedules),
    resources: join((sections) => sections.resources),
    roles: join((sections) => sections.roles),
    clients: join((sections) => sections.clients),
    defaultLimit,
    tiers: join((sections) => sections.tiers),
    rules: files.every((sections) => sections.rules === undefined) ? undefined : rules,
    tenants: join((sections) => sections.tenants),
    tenantRules,
  }
}

function checkIds(rules: readonly Item<WrittenRule>[], problems: Problem[]): void {
  const first = new Map<string, Item<WrittenRule>>()
  for (const rule of rules) {
    if (rule.value === undefined) continue
    const known = first.get(rule.value.id)
    if (known === undefined) first.set(rule.value.id, rule)
    else problems.push(twice({ ...rule, path: [...rule.path, 'id'] }, known, 'value'))
  }
}

/** The other place is named by file and line; what stands there is not repeated. */
function twice(item: Item<unknown>, first: Item<unknown>, mark: 'key' | 'value'): Problem {
  const { file, line } = first.yaml.at(first.path, 'key', { what: '' })
  return item.yaml.at(item.path, mark, {
    what: `is already defined at ${file}:${line}`,
    expected: 'each name only once in all files of the policy',
  })
}
