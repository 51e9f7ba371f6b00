/** Which branches of `src` a run took, and how often (see load.mjs); nothing where they are not counted. */
interface Counted {
  readonly __branches?: Uint8Array
  readonly __words?: ReadonlySet<string>
}

const { __branches: counts, __words: words } = globalThis as Counted

/** Texts that stand in the sources loaded so far. */
export function sourceWords(): readonly string[] {
  return [...(words ?? [])].filter((word) => word !== '')
}

export interface Coverage {
  /** Forgets what the last run took. */
  reset(): void
  /** Whether the last run took a branch, or took one so much more often, as no run before it. */
  isNew(): boolean
  /** Branches taken so far. */
  taken(): number
}

export function createCoverage(): Coverage {
  const branches = counts ?? new Uint8Array(8)
  const quads = new Uint32Array(branches.buffer)
  const seen = new Uint8Array(branches.length)

  return {
    reset: () => branches.fill(0),
    isNew() {
      let isNew = false
      for (let quad = 0; quad < quads.length; quad++) {
        if (quads[quad] === 0) continue
        for (let at = quad * 4; at < quad * 4 + 4; at++) {
          const bit = bucketOf(branches[at]!)
          if ((seen[at]! & bit) === bit) continue
          seen[at]! |= bit
          isNew = true
        }
      }
      return isNew
    },
    taken: () => seen.reduce((sum, each) => sum + (each === 0 ? 0 : 1), 0),
  }
}

/** How often, roughly: 1, 2, 3, 4 and more, 8 …, as a bit. */
function bucketOf(count: number): number {
  if (count < 4) return count === 0 ? 0 : 1 << (count - 1)
  if (count < 8) return 8
  if (count < 16) return 16
  if (count < 32) return 32
  return count < 128 ? 64 : 128
}
