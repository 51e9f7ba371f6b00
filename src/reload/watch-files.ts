import { createHash } from 'node:crypto'
import { type FSWatcher, readFileSync, watch } from 'node:fs'
import { dirname } from 'node:path'

export interface WatchOptions {
  /** Milliseconds without a further change before `changed` is called: files are written in pieces, and several in a row. */
  readonly settle?: number
  /** Milliseconds between looks, for file systems that tell nothing. */
  readonly poll?: number
}

export interface FileWatch {
  /** Watches these files from now on. */
  follow(files: readonly string[]): void
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
  files: readonly string[],
  changed: () => void,
  { settle = SETTLE, poll = POLL }: WatchOptions = {},
): FileWatch {
  let followed = files
  let known = digestOf(followed)
  let watchers: readonly FSWatcher[] = []
  let timer: NodeJS.Timeout | undefined

  function look(): void {
    const digest = digestOf(followed)
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
  }
  function shut(): void {
    for (const watcher of watchers) watcher.close()
  }

  open()
  const polling = setInterval(look, poll)
  polling.unref()
  return {
    follow(next) {
      if (next.length === followed.length && next.every((file, at) => file === followed[at])) return
      shut()
      followed = next
      known = digestOf(followed)
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

/** Of all contents; a file that cannot be read counts as such. */
function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update('\0').update(contentsOf(file)).update('\0')
  return hash.digest('hex')
}

function contentsOf(file: string): Buffer | string {
  try {
    return readFileSync(file)
  } catch {
    return 'unreadable'
  }
}
