import type { Random } from '../../fixtures/random.ts'

/** Makes a text of its kind; a text stands for itself. */
export type Grammar = string | ((random: Random) => string)

export function made(grammar: Grammar, random: Random): string {
  return typeof grammar === 'string' ? grammar : grammar(random)
}

/** One of these; what is named several times is likelier. */
export function one(...choices: readonly Grammar[]): Grammar {
  return (random) => made(random.pick(choices), random)
}

/** These, one after the other. */
export function all(...parts: readonly Grammar[]): Grammar {
  return (random) => parts.map((part) => made(part, random)).join('')
}

/** `each` from `min` to `max` times, with `between` between them. */
export function many(each: Grammar, min: number, max: number, between: Grammar = ''): Grammar {
  return (random) => {
    let text = ''
    const times = min + random.below(max - min + 1)
    for (let at = 0; at < times; at++) text += (at === 0 ? '' : made(between, random)) + made(each, random)
    return text
  }
}

/** It, or nothing; it in `share` of 4. */
export function maybe(grammar: Grammar, share = 2): Grammar {
  return (random) => (random.below(4) < share ? made(grammar, random) : '')
}

/** A character of `alphabet`, from `min` to `max` times. */
export function chars(alphabet: string, min: number, max: number): Grammar {
  const each = [...alphabet]
  return (random) => {
    let text = ''
    for (let left = min + random.below(max - min + 1); left > 0; left--) text += random.pick(each)
    return text
  }
}

/** A grammar that names itself; `deepest` where it has gone down far enough. */
export function nested(build: (self: Grammar) => Grammar, deepest: Grammar, depth = 6): Grammar {
  let open = 0
  const self: Grammar = (random) => {
    if (open >= depth) return made(deepest, random)
    open++
    try {
      return made(grammar, random)
    } finally {
      open--
    }
  }
  const grammar = build(self)
  return self
}

/** What `grammar` makes, changed. */
export function mapped(grammar: Grammar, change: (text: string) => string): Grammar {
  return (random) => change(made(grammar, random))
}

/** `right`, or now and then one of what is wrong. */
export function mostly(right: Grammar, ...wrong: readonly Grammar[]): Grammar {
  return (random) => made(random.chance(1 / 20) ? random.pick(wrong) : right, random)
}
