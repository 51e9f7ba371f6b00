import { newModule } from '../assembler/module.ts'
import { defineObjectsEnd } from './objects.ts'
import { defineScalarEnd } from './scalar.ts'
import { defineStringEnd } from './string.ts'
import { defineValueEnd } from './value.ts'

/** The scanner's program, as a WebAssembly module that exports `valueEnd` and `objectsEnd`. */
export function writeProgram(): Uint8Array {
  const module = newModule()
  defineObjectsEnd(module, defineValueEnd(module, defineStringEnd(module), defineScalarEnd(module)))
  return module.bytes()
}
