/** Something the gateway leans on. */
export interface Dependency {
  readonly name: string
  /** `stale`: what is in force is not what the files say. */
  readonly state: 'up' | 'down' | 'unknown' | 'stale'
  /** Whether the gateway can do nothing useful without it; only these make it not ready. */
  readonly required: boolean
}

export interface Readiness {
  readonly ready: boolean
  readonly state: 'ready' | 'degraded' | 'not-ready' | 'draining'
  readonly dependencies: Readonly<Record<string, Dependency['state']>>
}

/** Whether traffic should be sent here, and if not, why. */
export function readinessOf(dependencies: readonly Dependency[], draining: boolean): Readiness {
  const states = Object.fromEntries(dependencies.map(({ name, state }) => [name, state]))
  if (draining) return { ready: false, state: 'draining', dependencies: states }
  const down = dependencies.filter(({ state }) => state === 'down')
  if (down.some(({ required }) => required)) return { ready: false, state: 'not-ready', dependencies: states }
  return { ready: true, state: down.length > 0 ? 'degraded' : 'ready', dependencies: states }
}
