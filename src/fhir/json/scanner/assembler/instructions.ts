/**
 * The few instructions of WebAssembly that the scanner is made of (WebAssembly Core Specification 2.0, §5.4). Each is a
 * function from the code of its operands to code; how wide it works is in its name, and `i32` where it has none.
 */
import { leb, type Output, signedLeb } from './leb.ts'

/** Writes instructions into `out`; `depth` blocks lie around them. */
export type Code = (out: Output, depth: number) => void
/** Code that leaves a value. A number stands for itself. */
export type Operand = Code | number

export function sequence(codes: readonly Operand[]): Code {
  return (out, depth) => {
    for (const each of codes) write(each, out, depth)
  }
}

function write(code: Operand, out: Output, depth: number): void {
  if (typeof code === 'number') out.push(0x41, ...signedLeb(BigInt(code)))
  else code(out, depth)
}

type Instruction = (...operands: readonly Operand[]) => Code

function instruction(...opcode: readonly number[]): Instruction {
  return (...operands) =>
    (out, depth) => {
      for (const each of operands) write(each, out, depth)
      out.push(...opcode)
    }
}

/** Loads and stores: `offset` is added to the address, which comes first. */
function access(...opcode: readonly number[]) {
  const UNALIGNED = 0
  return (offset: number, ...operands: readonly Operand[]) =>
    instruction(...opcode, UNALIGNED, ...leb(offset))(...operands)
}

export const isZero = instruction(0x45)
export const equal = instruction(0x46)
export const unequal = instruction(0x47)
export const negative = (value: Operand): Code => instruction(0x48)(value, 0)
export const below = instruction(0x49)
export const above = instruction(0x4b)
export const atLeast = instruction(0x4f)
export const trailingZeros = instruction(0x68)
export const add = instruction(0x6a)
export const subtract = instruction(0x6b)
export const and = instruction(0x71)
export const or = instruction(0x72)
export const shiftLeft = instruction(0x74)
export const load = access(0x28)
export const loadByte = access(0x2d)
export const store = access(0x36)
export const storeByte = access(0x3a)

export const i64 = {
  constant:
    (value: bigint): Code =>
    (out) =>
      out.push(0x42, ...signedLeb(value)),
  load: access(0x29),
  subtract: instruction(0x7d),
  multiply: instruction(0x7e),
  and: instruction(0x83),
  xor: instruction(0x85),
  shiftLeft: instruction(0x86),
  shiftRight: instruction(0x88),
  fromI32: instruction(0xad),
  toI32: instruction(0xa7),
}

/** Sixteen bytes at once. */
export const v128 = {
  load: access(0xfd, 0x00),
  ofByte: instruction(0xfd, 0x0f),
  equal: instruction(0xfd, 0x23),
  or: instruction(0xfd, 0x50),
  /** The highest bit of each byte. */
  signs: instruction(0xfd, 0x64),
  smaller: instruction(0xfd, 0x77),
}
