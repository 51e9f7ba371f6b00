import type { Config } from '../config/config.ts'
import type { LoadedSources, Source } from '../config/files/sources.ts'
import type { Dependency } from '../server/admin/readiness.ts'
import type { Reloaded } from './reloaded.ts'
import { createReloader, type ReloaderParts } from './reloader.ts'
import { type FileWatch, watchFiles } from './watch-files.ts'

export interface FollowParts extends Omit<ReloaderParts, 'load'> {
  /** What `initial` was read from. */
  readonly sources: readonly Source[]
  load(): Promise<LoadedSources>
}

export interface Following {
  reload(): Promise<Reloaded>
  /** For `/readyz`: `policy` while the files hold what could not be taken up. */
  dependencies(): readonly Dependency[]
  inForce(): Config
  close(): void
}

const stale: readonly Dependency[] = [{ name: 'policy', state: 'stale', required: false }]

/**
 * Keeps to the files of a configuration while it is in force: takes up what changes when asked to, and by itself where
 * `reload.watch` is set.
 */
export function followFiles({ sources, load, ...parts }: FollowParts): Following {
  let followed = sources
  const reloader = createReloader({
    ...parts,
    async load() {
      const { result, sources } = await load()
      // Also of one that is not valid: the next change may be in a file that is new.
      followed = sources
      return result
    },
  })

  let watch: FileWatch | undefined

  async function reload(): Promise<Reloaded> {
    const reloaded = await reloader.reload()
    keepWatch()
    return reloaded
  }

  function keepWatch(): void {
    const isAsked = reloader.inForce().reload.watch
    if (!isAsked) stopWatch()
    else if (watch === undefined) watch = watchFiles(followed, () => void reload())
    else watch.follow(followed)
  }

  function stopWatch(): void {
    watch?.close()
    watch = undefined
  }

  keepWatch()
  return {
    reload,
    dependencies: () => (reloader.state() === 'stale' ? stale : []),
    inForce: reloader.inForce,
    close: stopWatch,
  }
}
