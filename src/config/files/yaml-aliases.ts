import type { Alias, Node } from 'yaml'

/** Enough for any honest reuse of a block, far too little for an alias bomb. */
const MAX_ALIASES = 50
/** How many values all aliases together may repeat. */
const MAX_REPEATED = 1_000_000

/** A value, and what it comes to where it is written out, with its aliases. */
export interface Walked {
  readonly data: unknown
  /** How many values it has, itself among them. */
  readonly size: number
  /** How many levels there are below it. */
  readonly levels: number
  /** How often what it repeats most is there. */
  readonly repeats: number
}

/** What an alias stands for. */
export interface Followed extends Walked {
  /** What is allowed, at the first alias that is more than that. */
  readonly excess?: string
}

/** The anchors and aliases of one document, in the order in which it is walked. */
export interface Aliases {
  /** Notes that a node has an anchor; returns what notes that all of it has been walked. */
  begin(node: Exclude<Node, Alias>): (walked: Walked) => void
  /** Undefined = nothing that is complete before it. */
  follow(alias: Alias): Followed | undefined
  targetOf(alias: Alias): Node | undefined
}

interface Anchored {
  readonly node: Node
  /** Absent: it is not complete. */
  walked?: Walked
  uses: number
}

export function createAliases(): Aliases {
  const anchors = new Map<string, Anchored>()
  const targets = new Map<Alias, Node>()
  let repeated = 0
  let isTooMuch = false

  function excessOf(repeats: number): string | undefined {
    if (isTooMuch || (repeats <= MAX_ALIASES && repeated <= MAX_REPEATED)) return undefined
    isTooMuch = true
    return repeats > MAX_ALIASES
      ? `at most ${MAX_ALIASES} times for one anchor`
      : `at most ${MAX_REPEATED} repeated values in all`
  }

  return {
    begin(node) {
      if (!node.anchor) return () => {}
      const anchored: Anchored = { node, uses: 0 }
      anchors.set(node.anchor, anchored)
      return (walked) => {
        anchored.walked = walked
      }
    },
    follow(alias) {
      const anchored = anchors.get(alias.source)
      if (anchored?.walked === undefined) return undefined
      const { node, walked } = anchored
      targets.set(alias, node)
      anchored.uses++
      repeated += walked.size
      const repeats = anchored.uses * walked.repeats
      const excess = excessOf(repeats)
      return { ...walked, repeats, ...(excess !== undefined && { excess }) }
    },
    targetOf: (alias) => targets.get(alias),
  }
}
