import { type Code, type Operand, sequence } from './instructions.ts'
import { leb, type Output } from './leb.ts'

export type Local = Code & { set(value: Operand): Code }
export type LocalType = 'i32' | 'v128'
export type Call = (...values: readonly Operand[]) => Code

/** A module (WebAssembly Core Specification 2.0, §5.5) that works on the memory `memory` of `env`. */
export interface ModuleWriter {
  /**
   * Adds a function from i32s to an i32, which must end with `leave` on every way through it.
   * @param exportedAs its name outside of the module; default: it is called from within only.
   */
  define(
    parameters: number,
    body: (parameters: readonly Local[], local: (type?: LocalType) => Local) => readonly Code[],
    exportedAs?: string,
  ): Call
  bytes(): Uint8Array
}

interface Defined {
  readonly parameters: number
  readonly code: Output
  readonly exportedAs: string | undefined
}

const TYPES = { i32: 0x7f, v128: 0x7b } as const
const UNREACHABLE = 0x00
const END = 0x0b
const CALL = 0x10

export function newModule(): ModuleWriter {
  const functions: Defined[] = []
  return {
    define(parameters, body, exportedAs) {
      const locals: LocalType[] = []
      const local = (type: LocalType = 'i32') => localOf(parameters + locals.push(type) - 1)
      const given = Array.from({ length: parameters }, (_, index) => localOf(index))
      const code: Output = []
      sequence(body(given, local))(code, 0)
      code.push(UNREACHABLE, END)
      functions.push({ parameters, code: [...list(locals.map((type) => [1, TYPES[type]])), ...code], exportedAs })
      const index = leb(functions.length - 1)
      return (...values) => sequence([...values, (out) => out.push(CALL, ...index)])
    },
    bytes: () => Uint8Array.from(moduleOf(functions)),
  }
}

function localOf(index: number): Local {
  const get: Code = (out) => out.push(0x20, ...leb(index))
  return Object.assign(get, { set: (value: Operand) => sequence([value, (out) => out.push(0x21, ...leb(index))]) })
}

function moduleOf(functions: readonly Defined[]): Output {
  const types = functions.map(({ parameters }) => [
    0x60,
    parameters,
    ...Array(parameters).fill(TYPES.i32),
    1,
    TYPES.i32,
  ])
  const memory = [...text('env'), ...text('memory'), 0x02, 0x00, 1]
  const exported = functions.flatMap(({ exportedAs }, index) =>
    exportedAs === undefined ? [] : [[...text(exportedAs), 0x00, ...leb(index)]],
  )
  return [
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, types),
    ...section(2, [memory]),
    ...section(
      3,
      functions.map((_, index) => leb(index)),
    ),
    ...section(7, exported),
    ...section(
      10,
      functions.map(({ code }) => sized(code)),
    ),
  ]
}

function section(id: number, items: readonly (readonly number[])[]): readonly number[] {
  return [id, ...sized(list(items))]
}

function list(items: readonly (readonly number[])[]): readonly number[] {
  return [...leb(items.length), ...items.flat()]
}

function sized(bytes: readonly number[]): readonly number[] {
  return [...leb(bytes.length), ...bytes]
}

function text(name: string): readonly number[] {
  return sized([...Buffer.from(name)])
}
