import { createHash } from 'node:crypto'
import { type FSWatcher, readFileSync, watch } from 'node:fs'
import { dirname } from 'node:path'
import type { Source } from '../config/files/sources.ts'

export interface WatchOptions {
  /** Milliseconds without a further change before `changed` is called: files are written in pieces, and several in a row. */
  readonly settle?: number
  /** Milliseconds between looks, for file systems that tell nothing. */
  readonly poll?: number
}

export interface FileWatch {
  /** Watches these files from now on, which hold what was read unless they have changed since. */
  follow(read: readonly Source[]): void
  close(): void
}

const SETTLE = 200
const POLL = 10_000

/**
 * Calls `changed` when the contents of files have changed. Directories are watched, not files: editors put a new file in
 * the place of the old one, and Kubernetes swaps a symbolic link beside them. That something happened there is not yet a
 * change: the contents are compared.
 */
export function watchFiles(
  read: readonly Source[],
  changed: () => void,
  { settle = SETTLE, poll = POLL }: WatchOptions = {},
): FileWatch {
  let followed = pathsOf(read)
  let known = digestOf(read)
  let watchers: readonly FSWatcher[] = []
  let timer: NodeJS.Timeout | undefined

  function look(): void {
    const digest = digestOf(followed.map((path) => ({ path, contents: contentsOf(path) })))
    if (digest === known) return
    known = digest
    changed()
  }
  function stir(): void {
    clearTimeout(timer)
    timer = setTimeout(look, settle)
    timer.unref()
  }
  function open(): void {
    watchers = [...new Set(followed.map((file) => dirname(file)))].flatMap((directory) =>
      watchDirectory(directory, stir),
    )
    // What changed between the reading and now was not seen.
    stir()
  }
  function shut(): void {
    for (const watcher of watchers) watcher.close()
  }

  open()
  const polling = setInterval(look, poll)
  polling.unref()
  return {
    follow(next) {
      const paths = pathsOf(next)
      if (paths.length === followed.length && paths.every((path, at) => path === followed[at])) return
      shut()
      followed = paths
      known = digestOf(next)
      open()
    },
    close() {
      shut()
      clearInterval(polling)
      clearTimeout(timer)
    },
  }
}

function watchDirectory(directory: string, stir: () => void): readonly FSWatcher[] {
  try {
    const watcher = watch(directory, { persistent: false }, stir)
    watcher.on('error', () => watcher.close())
    return [watcher]
  } catch {
    // What cannot be watched is still looked at from time to time.
    return []
  }
}

function pathsOf(read: readonly Source[]): readonly string[] {
  return read.map(({ path }) => path)
}

/** Of all contents; a file that cannot be read counts as such. */
function digestOf(read: readonly Source[]): string {
  const hash = createHash('sha256')
  for (const { path, contents } of read) {
    hash
      .update(path)
      .update('\0')
      .update('bytes' in contents ? contents.bytes : 'unreadable')
      .update('\0')
  }
  return hash.digest('hex')
}

function contentsOf(path: string): Source['contents'] {
  try {
    return { bytes: readFileSync(path) }
  } catch {
    return { fault: 'unreadable' }
  }
}
