import { type Code, type Operand, sequence } from './instructions.ts'
import { leb } from './leb.ts'

const LOOP = 0x03
const IF = 0x04
const ELSE = 0x05
const END = 0x0b
const BRANCH = 0x0c
const BRANCH_IF = 0x0d
const RETURN = 0x0f
const NO_VALUE = 0x40

/** The loop that `repeat` begins again. */
export interface Loop {
  depth: number
}

export function loop(body: (self: Loop) => readonly Code[]): Code {
  const self: Loop = { depth: 0 }
  const code = sequence(body(self))
  return (out, depth) => {
    self.depth = depth + 1
    out.push(LOOP, NO_VALUE)
    code(out, depth + 1)
    out.push(END)
  }
}

export function repeat(loop: Loop): Code {
  return (out, depth) => out.push(BRANCH, ...leb(depth - loop.depth))
}

export function repeatIf(condition: Code, loop: Loop): Code {
  return (out, depth) => {
    condition(out, depth)
    out.push(BRANCH_IF, ...leb(depth - loop.depth))
  }
}

export function when(condition: Operand, ...then: readonly Code[]): Code {
  return choose(condition, then, [])
}

export function choose(condition: Operand, then: readonly Code[], otherwise: readonly Code[]): Code {
  return (out, depth) => {
    sequence([condition])(out, depth)
    out.push(IF, NO_VALUE)
    sequence(then)(out, depth + 1)
    if (otherwise.length > 0) {
      out.push(ELSE)
      sequence(otherwise)(out, depth + 1)
    }
    out.push(END)
  }
}

/** Ends the function. */
export function leave(value: Operand): Code {
  return sequence([value, (out) => out.push(RETURN)])
}
