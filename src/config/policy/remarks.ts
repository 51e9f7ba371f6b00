import type { Window } from '../../policy/language.ts'
import type { Problem } from '../problems/problem.ts'
import type { Context } from './context.ts'
import type { Named } from './item.ts'
import type { JoinedPolicy } from './join.ts'

/** What is allowed but probably a mistake: names that nothing uses, hours that overlap within one set. */
export function remarksOn(policy: JoinedPolicy, { used }: Context): readonly Problem[] {
  return [
    ...unused(policy.networks, used.networks, 'no rule or client uses this set'),
    ...unused(policy.schedules, used.schedules, 'no rule uses this set'),
    ...unused(policy.resources, used.resources, 'no rule uses this set'),
    ...unused(policy.roles, used.roles, 'no rule uses this role, and no other role inherits it'),
    ...unused(policy.tiers, used.tiers, 'no client or rule names this tier'),
    ...overlapping(policy.schedules),
  ]
}

function unused(items: Named<unknown>, used: ReadonlySet<string>, what: string): readonly Problem[] {
  return [...items]
    .filter(([name]) => !used.has(name))
    .map(([, { yaml, path }]) => yaml.at(path, 'key', { what, expected: 'something that uses it, or its removal' }))
}

function overlapping(schedules: Named<readonly Window[]>): readonly Problem[] {
  return [...schedules.values()].flatMap(({ value = [], yaml, path }) =>
    value.flatMap((window, index) =>
      value.slice(0, index).some((earlier) => overlap(earlier, window))
        ? [
            yaml.at([...path, index], 'value', {
              what: 'overlaps hours listed before it in this set',
              expected: 'hours that do not overlap',
            }),
          ]
        : [],
    ),
  )
}

/** Minutes of the week; what goes over the end of Saturday goes on at its beginning. */
const WEEK = 7 * 1440

function overlap(a: Window, b: Window): boolean {
  return spansOf(a).some(([from, to]) => spansOf(b).some(([start, end]) => from < end && start < to))
}

function spansOf({ days, from, to }: Window): readonly (readonly [from: number, to: number])[] {
  return days.flatMap((day) => {
    const start = day * 1440 + from
    const end = day * 1440 + (to <= from ? to + 1440 : to)
    return end <= WEEK ? [[start, end] as const] : [[start, WEEK] as const, [0, end - WEEK] as const]
  })
}
