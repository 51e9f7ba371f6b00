import type { Config } from '../config/config.ts'
import type { ConfigResult } from '../config/parse.ts'
import { formatProblem } from '../config/problems/problem.ts'
import type { Log } from '../observe/log.ts'
import type { MakePlan } from './plan.ts'
import type { Reloaded } from './reloaded.ts'

export interface ReloaderParts {
  /** The configuration that the process started with. */
  readonly initial: Config
  /** Reads the files as they are now. */
  load(): Promise<ConfigResult>
  /** What the policy's own tests say against it; asked only where `reload.requireTests` is set. */
  test(config: Config): Promise<readonly string[]>
  readonly plan: MakePlan
  /**
   * Makes everything ready for a configuration that was planned.
   * @returns what puts it in force, or why that is not possible
   */
  prepare(config: Config): Prepared | Promise<Prepared>
  readonly log: Pick<Log, 'info' | 'warn' | 'error' | 'fault'>
  told(result: 'success' | 'failure' | 'unchanged'): void
}

export type Prepared = (() => void) | { readonly problems: readonly string[] }

export interface Reloader {
  /** Takes up the files as they are after this call. Never fails: the last good configuration stays in force. */
  reload(): Promise<Reloaded>
  /** `stale`: the files hold something that could not be taken up. */
  state(): 'current' | 'stale'
  inForce(): Config
}

/** Runs one reload at a time; all that are asked for while one is under way share the next. */
export function createReloader(parts: ReloaderParts): Reloader {
  const { load, plan, test, prepare, log, told } = parts
  let inForce = parts.initial
  let stale = false
  let underWay: Promise<unknown> = Promise.resolve()
  let next: Promise<Reloaded> | undefined

  async function change(): Promise<Reloaded> {
    const loaded = await load()
    if ('problems' in loaded) return refused(loaded.problems.map(formatProblem))
    const planned = plan(inForce, loaded.config)
    if ('problems' in planned) return refused(planned.problems)
    const { config, needsRestart } = planned
    if (config === undefined) return { result: 'unchanged', version: inForce.version, needsRestart }
    const failing = config.reload.requireTests ? await test(config) : []
    if (failing.length > 0) return refused(failing)
    const commit = await prepare(config)
    if ('problems' in commit) return refused(commit.problems)
    commit()
    inForce = config
    return { result: 'reloaded', version: config.version, needsRestart }
  }

  function refused(problems: readonly string[]): Reloaded {
    return { result: 'refused', version: inForce.version, problems }
  }

  async function run(): Promise<Reloaded> {
    const reloaded = await change().catch((error: unknown) => {
      log.fault(error)
      return refused(['an internal fault; the log has the details'])
    })
    stale = reloaded.result === 'refused'
    tell(reloaded)
    return reloaded
  }

  function tell(reloaded: Reloaded): void {
    if (reloaded.result === 'refused') {
      told('failure')
      for (const detail of reloaded.problems) log.error('not reloaded, the old configuration stays', { detail })
      return
    }
    told(reloaded.result === 'reloaded' ? 'success' : 'unchanged')
    log.info(reloaded.result, { detail: reloaded.version })
    for (const detail of reloaded.needsRestart) log.warn('changed, needs a restart', { detail })
  }

  return {
    reload() {
      if (next !== undefined) return next
      const mine = underWay.then(() => {
        next = undefined
        return run()
      })
      next = mine
      underWay = mine
      return mine
    },
    state: () => (stale ? 'stale' : 'current'),
    inForce: () => inForce,
  }
}
