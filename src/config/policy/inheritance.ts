import type { Problem } from '../problems/problem.ts'
import { faultsOf } from './context.ts'
import type { Named } from './item.ts'
import type { WrittenRole } from './sections.ts'

/** Reports roles that inherit from themselves, each circle once. */
export function checkInheritance(roles: Named<WrittenRole>, problems: Problem[]): void {
  const done = new Set<string>()

  function visit(name: string, above: readonly string[]): void {
    const item = roles.get(name)
    if (done.has(name) || item?.value === undefined) return
    for (const [index, inherited] of (item.value.inherits ?? []).entries()) {
      if (inherited === name || above.includes(inherited)) {
        faultsOf(item, problems)(['inherits', index], 'leads back to this role', 'roles that do not inherit from it')
      } else visit(inherited, [...above, name])
    }
    done.add(name)
  }

  for (const name of roles.keys()) visit(name, [])
}
