import type { Config } from '../config/config.ts'
import type { Source } from '../config/files/sources.ts'
import { changesBetween } from '../reload/changes.ts'
import type { Prepared } from '../reload/reloader.ts'
import type { Crew } from './crew.ts'
import { type Door, openDoor } from './door.ts'
import type { Launch } from './launched.ts'
import { workerCount } from './worker-count.ts'

export interface SuccessionOptions {
  readonly crew: Pick<Crew, 'takeUp' | 'replace'>
  /** The door of the first configuration. */
  readonly door: Door
  /** Gives what makes workers with this configuration behind this door. */
  readonly launchWith: (config: Config, sources: readonly Source[], door: Door) => Launch
}

/** How one configuration follows another where workers answer the requests. */
export interface Succession {
  /** The clients' address as it is now. */
  door(): Door
  /** Has the workers that there are take it up, or puts others in their place where a key needs that. */
  prepare(inForce: Config, next: Config, sources: readonly Source[]): Promise<Prepared>
}

export function createSuccession({ crew, launchWith, door: first }: SuccessionOptions): Succession {
  let door = first

  async function takeUp(next: Config, sources: readonly Source[]): Promise<Prepared> {
    const followed = await crew.takeUp(launchWith(next, sources, door), sources)
    return followed ? () => {} : { problems: ['no worker can apply the new configuration'] }
  }

  async function replace(inForce: Config, next: Config, sources: readonly Source[]): Promise<Prepared> {
    const opened = await doorFor(inForce.server.listen, next.server.listen)
    if (opened === undefined) return { problems: ['the address of server.listen cannot be opened'] }
    const started = await crew.replace(launchWith(next, sources, opened), workerCount(next.server.workers))
    const useless = 'failed' in started ? opened : door
    if (opened !== door) await useless.close()
    if ('failed' in started) return { problems: [`the new workers do not start: ${started.failed}`] }
    door = opened
    return () => {}
  }

  /** Undefined: the new address is taken, for example. */
  async function doorFor(old: Listen, { host, port }: Listen): Promise<Door | undefined> {
    if (old.host === host && old.port === port) return door
    return openDoor({ host, port }).catch(() => undefined)
  }

  return {
    door: () => door,
    prepare: (inForce, next, sources) =>
      changesBetween(inForce, next).restart.length === 0 ? takeUp(next, sources) : replace(inForce, next, sources),
  }
}

type Listen = Config['server']['listen']
