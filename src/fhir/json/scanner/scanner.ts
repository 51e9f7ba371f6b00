import { at, MAX_DEPTH, PADDING, RECORD_BYTES, TAPE_FULL } from './layout.ts'
import { writeProgram } from './program/program.ts'
import type { Tape } from './tape.ts'

/** What Node has of WebAssembly that is used here; its types come with those of browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
  readonly Memory: new (size: { readonly initial: number }) => Memory
}
interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}
interface Program {
  valueEnd(at: number, end: number, depth: number, levels: number, tape: number): number
  objectsEnd(at: number, end: number, depth: number, levels: number, tape: number): number
}

/** Objects that followed each other, as the program recorded them (`layout.ts`). */
export interface Scanned {
  /** After the last of them that was read whole. */
  readonly end: number
  /** `end`, or why what follows them is no object: NOT_FOUND, CUT_SHORT, TOO_DEEP. */
  readonly code: number
  /** The records. The first is that of the first object; the address of a record in them, less `base`, is where it lies in bytes. */
  readonly words: Uint32Array
  readonly base: number
}

/** One piece of JSON that is scanned in parts. Its bytes must stay as they are. */
export interface Scanner {
  /**
   * The objects from `from` on, parted by commas; each with its members, and on two levels those of its members that are
   * objects with theirs.
   * @param into where the records are kept, in the place of others. Default: they get memory of their own.
   */
  objects(from: number, depth: number, levels: 1 | 2, into?: Tape): Scanned
  /** The offset after the value at `from`, or NOT_FOUND, CUT_SHORT, TOO_DEEP. */
  valueEnd(from: number, depth: number): number
}

const PAGE = 64 * 1024
/** Memory does not shrink, so that one that grew beyond this is given back. */
const KEPT_BYTES = 4 * 1024 * 1024
const TAPE_BYTES = 128 * 1024

const program = new WebAssembly.Module(writeProgram())
let machine = startMachine()
let inputs = 0
let loaded = 0

interface Machine extends Program {
  readonly memory: Memory
  bytes: Uint8Array
  words: Uint32Array
}

function startMachine(): Machine {
  const memory = new WebAssembly.Memory({ initial: 8 })
  const { exports } = new WebAssembly.Instance(program, { env: { memory } })
  const { valueEnd, objectsEnd } = exports as Program
  return { valueEnd, objectsEnd, memory, bytes: new Uint8Array(memory.buffer), words: new Uint32Array(memory.buffer) }
}

/** All scanners share one machine: what it holds is loaded anew when another was used in between. */
export function scannerOf(bytes: Buffer): Scanner {
  const self = ++inputs
  const { length } = bytes
  const tape = at.input + Math.ceil((length + PADDING) / RECORD_BYTES) * RECORD_BYTES

  function prepare(tapeBytes: number): void {
    const needed = tape + tapeBytes
    if (machine.bytes.length > KEPT_BYTES && needed <= KEPT_BYTES) {
      machine = startMachine()
      loaded = 0
    }
    if (needed > machine.bytes.length) {
      machine.memory.grow(Math.ceil((needed - machine.bytes.length) / PAGE))
      machine.bytes = new Uint8Array(machine.memory.buffer)
      machine.words = new Uint32Array(machine.memory.buffer)
    }
    machine.words[at.tapeLimit >> 2] = machine.bytes.length - 2 * RECORD_BYTES
    if (loaded === self) return
    machine.bytes.set(bytes, at.input)
    machine.bytes.fill(0, at.input + length, at.input + length + PADDING)
    loaded = self
  }

  return {
    objects(from, depth, levels, into) {
      let tapeBytes = TAPE_BYTES
      let code: number
      do {
        prepare(tapeBytes)
        code = machine.objectsEnd(from, length, Math.min(depth, MAX_DEPTH), levels, tape)
        tapeBytes *= 4
      } while (code === TAPE_FULL)
      const { words } = machine
      const [first, last] = [tape >> 2, words[at.tapeEnd >> 2]! >> 2]
      return {
        end: words[at.lastEnd >> 2]!,
        code,
        words: into === undefined ? words.slice(first, last) : into.hold(words.subarray(first, last)),
        base: tape,
      }
    },
    valueEnd(from, depth) {
      prepare(0)
      return machine.valueEnd(from, length, Math.min(depth, MAX_DEPTH), 0, tape)
    },
  }
}
