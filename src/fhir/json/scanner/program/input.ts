import { CUT_SHORT, NOT_FOUND } from '../../scan.ts'
import { choose, leave, loop, repeat, when } from '../assembler/control.ts'
import {
  above,
  add,
  atLeast,
  below,
  type Code,
  equal,
  isZero,
  loadByte,
  type Operand,
  or,
  subtract,
} from '../assembler/instructions.ts'
import type { Local } from '../assembler/module.ts'
import { at } from '../layout.ts'

/** The input's byte at an offset. After its end there are zeros, which are part of no JSON. */
export function byte(offset: Operand, ahead = 0): Code {
  return loadByte(at.input + ahead, offset)
}

/** Most JSON has no white space: one comparison tells. */
export function skipSpace(offset: Local): Code {
  return loop((again) => [
    when(below(byte(offset), 0x21), when(isSpace(byte(offset)), offset.set(add(offset, 1)), repeat(again))),
  ])
}

function isSpace(code: Code): Code {
  return or(or(equal(code, 0x20), equal(code, 0x0a)), or(equal(code, 0x0d), equal(code, 0x09)))
}

export function isDigit(code: Code): Code {
  return below(subtract(code, 0x30), 10)
}

export function isHexDigit(code: Code): Code {
  return or(isDigit(code), below(subtract(or(code, 0x20), 0x61), 6))
}

/** Ends the function unless this holds of the byte at `offset`: that is wrong, or has not come yet. */
export function expect(condition: Code, offset: Operand, end: Local): Code {
  return when(isZero(condition), choose(atLeast(offset, end), [leave(CUT_SHORT)], [leave(NOT_FOUND)]))
}

export function expectByte(code: number, offset: Operand, end: Local, ahead = 0): Code {
  return expect(equal(byte(offset, ahead), code), ahead === 0 ? offset : add(offset, ahead), end)
}

export function longerThan(limit: number, from: Local, to: Local): Code {
  return above(subtract(to, from), limit)
}
