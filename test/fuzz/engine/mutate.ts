import type { Random } from '../../fixtures/random.ts'

const NASTY = Buffer.from('/%.;\\?#&=+|,:$*_~"\'<>{}[]()^`!@-aZ09 \t\r\n\x00\x01\x7f', 'latin1')

/** What an input can be changed with. */
export interface Material {
  readonly random: Random
  readonly words: readonly Buffer[]
  /** Another input. */
  other(): Buffer
  /** A new input of the grammar. */
  fresh(): Buffer
}

type Change = (input: Buffer, material: Material) => Buffer

const changes: readonly Change[] = [
  (input, { random }) => spliced(input, random.below(input.length + 1), 0, byte(random)),
  (input, { random }) => spliced(input, random.below(input.length + 1), 1, byte(random)),
  (input, { random }) => spliced(input, random.below(input.length + 1), 1 + random.below(8), NOTHING),
  (input, { random, words }) => spliced(input, random.below(input.length + 1), 0, random.pick(words)),
  (input, { random, words }) => spliced(input, random.below(input.length + 1), 1 + random.below(8), random.pick(words)),
  (input, { random, words }) => wordReplaced(input, random, random.pick(words)),
  (input, { random, other }) => pieceOf(input, other(), random),
  (input, { random, fresh }) => pieceOf(input, fresh(), random),
  (input, { random }) => {
    const [from, to] = span(input, random)
    return spliced(input, from, 0, repeated(input.subarray(from, to), 1 + random.below(4)))
  },
  (input, { random }) => escaped(input, random),
  (input, { random }) => input.subarray(0, random.below(input.length + 1)),
]

const NOTHING = Buffer.alloc(0)

/** A copy of `input` with one to four changes; never longer than `longest`. */
export function mutated(input: Buffer, material: Material, longest: number): Buffer {
  let result = input
  for (let left = 1 + material.random.below(4); left > 0; left--) {
    result = material.random.pick(changes)(result, material)
  }
  return result.subarray(0, longest)
}

/** A part of an input put again and again between what is before and after it, `length` bytes in all. */
export function pumped(input: Buffer, random: Random, length: number): Buffer {
  const from = random.below(input.length + 1)
  const to = Math.min(input.length, from + 1 + random.below(random.chance(1 / 2) ? 4 : 40))
  const unit = to > from ? input.subarray(from, to) : byte(random)
  const times = Math.max(1, Math.floor((length - input.length) / unit.length))
  return Buffer.concat([input.subarray(0, from), repeated(unit, times), input.subarray(from)]).subarray(0, length)
}

export function repeated(unit: Buffer, times: number): Buffer {
  return Buffer.alloc(unit.length * times, unit)
}

function spliced(input: Buffer, at: number, remove: number, put: Buffer): Buffer {
  return Buffer.concat([input.subarray(0, at), put, input.subarray(at + remove)])
}

function byte(random: Random): Buffer {
  return random.chance(1 / 3) ? Buffer.of(random.below(256)) : Buffer.of(random.pick([...NASTY]))
}

function span(input: Buffer, random: Random): readonly [number, number] {
  const from = random.below(input.length + 1)
  return [from, Math.min(input.length, from + 1 + random.below(16))]
}

function pieceOf(input: Buffer, other: Buffer, random: Random): Buffer {
  const [from, to] = span(other, random)
  return spliced(input, random.below(input.length + 1), random.below(2) * (to - from), other.subarray(from, to))
}

/** A run of letters, digits and `_` gives way to a word. */
function wordReplaced(input: Buffer, random: Random, word: Buffer): Buffer {
  const found = [...input.toString('latin1').matchAll(/[\w$]+/g)]
  if (found.length === 0) return input
  const { index, 0: text } = random.pick(found)
  return spliced(input, index, text.length, word)
}

/** A byte as percent-encoding, or as an escape of JSON. */
function escaped(input: Buffer, random: Random): Buffer {
  if (input.length === 0) return input
  const at = random.below(input.length)
  const hex = input[at]!.toString(16).padStart(2, '0')
  return spliced(input, at, 1, Buffer.from(random.chance(1 / 2) ? `%${hex}` : `\\u00${hex}`))
}
