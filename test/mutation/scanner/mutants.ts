import { signedLeb } from '../../../src/fhir/json/scanner/assembler/leb.ts'
import { type Instruction, type Program, writeWith } from './program.ts'

/** A change of one instruction of the scanner's program. */
export interface ProgramMutant {
  /** Function and place of the instruction, and what became of it. */
  readonly name: string
  readonly bytes: Uint8Array
}

const DROP = 0x1a
const IS_ZERO = 0x45
const IF = [0x04, 0x40]

/** Instructions of one byte, and what may stand in their place. */
const swaps: Readonly<Record<number, readonly number[]>> = {
  70: [0x47],
  71: [0x46],
  72: [0x4c, 0x4e],
  73: [0x4d, 0x4f],
  75: [0x4f, 0x4d],
  79: [0x4b, 0x49],
  104: [0x67],
  106: [0x6b],
  107: [0x6a],
  113: [0x72],
  114: [0x71],
  116: [0x76],
  125: [0x7c],
  126: [0x7c],
  131: [0x84],
  133: [0x84],
  134: [0x88],
  136: [0x86],
  173: [0xac],
}
const vectorSwaps: Readonly<Record<number, number>> = { 35: 0x24, 80: 0x4e, 119: 0x79 }

export function* mutantsOf(program: Program): Generator<ProgramMutant> {
  for (const [index, { code }] of program.functions.entries()) {
    for (const [at, instruction] of code.entries()) {
      for (const [what, others] of changesOf(instruction)) {
        const name = `function ${index}, instruction ${at}: ${hex(instruction)} ${what}`
        yield { name, bytes: writeWith(program, index, at, others) }
      }
    }
  }
}

type Change = readonly [what: string, others: Instruction]

function changesOf(instruction: Instruction): readonly Change[] {
  const [opcode = 0, ...rest] = instruction
  const swapped = (swaps[opcode] ?? []).map((other): Change => [`as ${hex([other])}`, [other]])
  switch (opcode) {
    case 0x04:
      return [
        ['negated', [IS_ZERO, ...IF]],
        ['never', [DROP, 0x41, 0, ...IF]],
        ['always', [DROP, 0x41, 1, ...IF]],
      ]
    case 0x0c:
      return [['left out', []]]
    case 0x0d:
      return [
        ['never', [DROP]],
        ['negated', [IS_ZERO, ...instruction]],
      ]
    case 0x0f:
    case 0x21:
      return [['left out', [DROP]]]
    case 0x36:
    case 0x3a:
      return [['left out', [DROP, DROP]], further(instruction)]
    case 0x28:
    case 0x29:
    case 0x2d:
      return [further(instruction)]
    case 0x41: {
      const value = signed(rest)
      return [1n, -1n].map((more) => [`as ${value + more}`, [0x41, ...signedLeb(value + more)]])
    }
    case 0x45:
      return [['left out', []]]
    case 0xfd: {
      const other = vectorSwaps[rest[0] ?? 0]
      return other === undefined ? [] : [[`as ${hex([0xfd, other])}`, [0xfd, other]]]
    }
    default:
      return swapped
  }
}

/** One byte further on in memory. */
function further(instruction: Instruction): Change {
  const [opcode = 0, alignment = 0, ...offset] = instruction
  const value = offset.reduce((sum, byte, index) => sum | ((byte & 0x7f) << (7 * index)), 0) + 1
  const bytes: number[] = []
  for (let left = value; ; left >>>= 7) {
    if (left < 0x80) return ['one further', [opcode, alignment, ...bytes, left]]
    bytes.push((left & 0x7f) | 0x80)
  }
}

function signed(bytes: readonly number[]): bigint {
  const value = bytes.reduce((sum, byte, index) => sum | (BigInt(byte & 0x7f) << BigInt(7 * index)), 0n)
  return BigInt.asIntN(7 * bytes.length, value)
}

const hex = (bytes: readonly number[]) => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
