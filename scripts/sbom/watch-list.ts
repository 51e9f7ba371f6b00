/** A row of the table of known advisories. */
export interface Known {
  readonly name: string
  readonly advisory: string
  /** First fixed versions, one for each line of releases; none for a platform that is no package. */
  readonly fixedIn: readonly string[]
}

export interface WatchList {
  /** Packages that are watched, in the order of the page. */
  readonly watched: readonly string[]
  readonly known: readonly Known[]
}

/** The part of `package-lock.json` that is looked at. */
export interface LockFile {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly dev?: boolean; readonly dependencies?: object }>
  >
}

/** Reads `docs/advisories.md`: the first column of "What is watched", and the rows of "What has been" whose first cell is a package. */
export function readWatchList(page: string): WatchList {
  const rowsOf = (title: string) =>
    (page.split(/^## /m).find((section) => section.startsWith(`${title}\n`)) ?? '')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim()))
  const plain = (cell = '') => cell.replaceAll('`', '')
  return {
    watched: rowsOf('What is watched').map(([, name]) => plain(name)),
    known: rowsOf('What has been').map(([, name, advisory = '', fixedIn = '']) => ({
      name: plain(name),
      advisory,
      fixedIn: fixedIn.split(',').map((version) => version.trim()),
    })),
  }
}

/**
 * What the page and the lock file disagree about: a named package that is no longer among those that run, a direct
 * dependency that is not watched, an installed version before the fix.
 */
export function compareWithLock({ watched, known }: WatchList, lock: LockFile): readonly string[] {
  const copies = (name: string) =>
    Object.entries(lock.packages)
      .filter(([path, { dev }]) => dev !== true && path.endsWith(`node_modules/${name}`))
      .map(([, { version = '' }]) => version)
  const gone = [...new Set([...watched, ...known.map(({ name }) => name)])].filter((name) => copies(name).length === 0)
  const direct = Object.keys(lock.packages['']?.dependencies ?? {})
  return [
    ...(watched.length === 0 ? ['the page watches no package'] : []),
    ...gone.map((name) => `${name} is named, but is no dependency`),
    ...direct.filter((name) => !watched.includes(name)).map((name) => `${name} is a dependency, but is not watched`),
    ...known.flatMap(({ name, advisory, fixedIn }) =>
      copies(name)
        .filter((version) => !isFixed(version, fixedIn))
        .map((version) => `${name} ${version} is before the fix of ${advisory} (${fixedIn.join(', ')})`),
    ),
  ]
}

/** Whether a version has a fix: that of its own line of releases, or any where it is a later line than all. */
function isFixed(version: string, fixedIn: readonly string[]): boolean {
  const [major = 0] = numbers(version)
  const ofItsLine = fixedIn.find((fix) => numbers(fix)[0] === major)
  if (ofItsLine !== undefined) return compare(version, ofItsLine) >= 0
  return fixedIn.every((fix) => (numbers(fix)[0] ?? Number.NaN) < major)
}

function compare(one: string, other: string): number {
  const theirs = numbers(other)
  return numbers(one).reduce((order, number, at) => order || number - (theirs[at] ?? 0), 0)
}

/** A version as its numbers, what is none as NaN, which compares with nothing; `-rc.1` and the like are not looked at. */
function numbers(version: string): readonly number[] {
  return (/^\d+(\.\d+)*/.exec(version)?.[0] ?? 'none').split('.').map(Number)
}
