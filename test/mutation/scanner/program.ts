/** One instruction: its opcode and what belongs to it, as it is written. */
export type Instruction = readonly number[]

interface ProgramFunction {
  /** Its locals, as they are written. */
  readonly locals: readonly number[]
  readonly code: readonly Instruction[]
}

/** A module of which only the code is looked at (WebAssembly Core Specification 2.0, §5.5). */
export interface Program {
  /** All before the section of code, which is the last. */
  readonly head: readonly number[]
  readonly functions: readonly ProgramFunction[]
}

const CODE_SECTION = 10
const VECTOR = 0xfd
/** How many numbers follow an opcode; one byte for the kind of a block is a number too. */
const operands = new Map<number, number>([
  ...[0x03, 0x04, 0x0c, 0x0d, 0x10, 0x20, 0x21, 0x41, 0x42].map((opcode) => [opcode, 1] as const),
  ...[0x28, 0x29, 0x2d, 0x36, 0x3a].map((opcode) => [opcode, 2] as const),
])

export function readProgram(bytes: Uint8Array): Program {
  let at = 8
  while (bytes[at] !== CODE_SECTION) {
    at++
    const size = number()
    at += size
  }
  const head = [...bytes.subarray(0, at++)]
  number()
  const functions = Array.from({ length: number() }, () => {
    const size = number()
    const end = at + size
    const start = at
    for (let left = number(); left > 0; left--) at += 2
    const locals = [...bytes.subarray(start, at)]
    const code: Instruction[] = []
    while (at < end) code.push(instruction())
    return { locals, code }
  })
  return { head, functions }

  /** Of numbers with a sign only the length is right. */
  function number(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }

  function instruction(): Instruction {
    const start = at
    const opcode = bytes[at++]!
    if (opcode === VECTOR && number() === 0) skip(2)
    skip(operands.get(opcode) ?? 0)
    return [...bytes.subarray(start, at)]
  }

  function skip(numbers: number): void {
    for (let left = numbers; left > 0; left--) number()
  }
}

/** Where the turns that loops may still take are counted, in memory that the scanner does not use; a word. */
export const FUEL = 3000

/** The module with other instructions in the place of one, and with loops that end. */
export function writeWith(
  { head, functions }: Program,
  inFunction: number,
  at: number,
  others: Instruction,
): Uint8Array {
  const bodies = functions.map(({ locals, code }, index) => {
    const written = index === inFunction ? code.with(at, others) : code
    return sized([...locals, ...written.flatMap(withFuel)])
  })
  return Uint8Array.from([...head, CODE_SECTION, ...sized([...leb(bodies.length), ...bodies.flat()])])
}

const LOOP = 0x03

/** Each turn of a loop takes one of `FUEL`; without any left the program traps. */
function withFuel(instruction: Instruction): Instruction {
  if (instruction[0] !== LOOP) return instruction
  const [zero, left] = [
    [0x41, 0],
    [0x41, 0, 0x28, 2, ...leb(FUEL)],
  ]
  const oneLess = [...zero, ...left, 0x41, 1, 0x6b, 0x36, 2, ...leb(FUEL)]
  return [...instruction, ...oneLess, ...left, 0x45, 0x04, 0x40, 0x00, 0x0b]
}

const sized = (bytes: readonly number[]): readonly number[] => [...leb(bytes.length), ...bytes]

function leb(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)]
}
