import type { Dependency } from '../server/admin/readiness.ts'

const rank = { up: 0, stale: 1, unknown: 2, down: 3 } as const

/**
 * What the workers lean on, as one list: of each dependency the worst that a living worker says, since a balancer may
 * send to any of them. Workers that are missing degrade the gateway; without a single one it is not ready.
 */
export function joinDependencies(living: readonly (readonly Dependency[])[], configured: number): Dependency[] {
  const joined = new Map<string, Dependency>()
  for (const dependency of living.flat()) {
    const known = joined.get(dependency.name)
    if (known === undefined || rank[dependency.state] > rank[known.state]) joined.set(dependency.name, dependency)
  }
  const missing = living.length < configured
  const workers = { name: 'workers', state: missing ? 'down' : 'up', required: living.length === 0 } as const
  return [workers, ...joined.values()]
}
