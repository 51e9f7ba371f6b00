import { FUEL } from './program.ts'

/** What Node has of WebAssembly that is used here; its types come with those of browsers only. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: Imports) => { readonly exports: Exports }
}
interface Imports {
  readonly env: { readonly memory: { readonly buffer: ArrayBuffer } }
}
type Exports = Readonly<Record<string, (...values: number[]) => number>>

/** More than the longest text of the tests takes. */
const TURNS = 20_000_000

const { Instance, Module } = WebAssembly
let program: object | undefined
let imports: Imports | undefined
let exports: Exports = {}

/** Stands in the place of the scanner's own program: must be loaded before the scanner is. */
export const current = {
  /** @throws CompileError when it is no program. */
  use(bytes: Uint8Array): void {
    program = new Module(bytes)
    if (imports) exports = new Instance(program, imports).exports
  },
}

WebAssembly.Instance = class {
  exports: Exports
  constructor(own: object, given: Imports) {
    imports = given
    exports = new Instance(program ?? own, given).exports
    const calling =
      (name: string) =>
      (...values: number[]) => {
        new Uint32Array(given.env.memory.buffer)[FUEL >> 2] = TURNS
        return exports[name]!(...values)
      }
    this.exports = { valueEnd: calling('valueEnd'), objectsEnd: calling('objectsEnd') }
  }
}
