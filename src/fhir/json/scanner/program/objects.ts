import { leave, loop, repeatIf, when } from '../assembler/control.ts'
import { add, and, equal, load, negative, store, unequal } from '../assembler/instructions.ts'
import type { Call, ModuleWriter } from '../assembler/module.ts'
import { at, TAPE_FULL } from '../layout.ts'
import { byte, expectByte, skipSpace } from './input.ts'

const COMMA = 0x2c
const OBJECT_OPEN = 0x7b

/**
 * The offset after the last of the objects that follow each other from an offset, parted by commas, or a negative answer.
 * Parameters: the offset, the end of the input, how many objects and arrays may be open, down to
 * which level members are recorded, and where. Sets `at.tapeEnd`
 * and `at.lastEnd` to the ends of those that were read whole.
 */
export function defineObjectsEnd(module: ModuleWriter, valueEnd: Call): Call {
  return module.define(
    5,
    ([offset, end, depth, levels, tape], local) => {
      const [self, limit] = [offset!, end!]
      const found = local()
      return [
        store(at.lastEnd, 0, self),
        store(at.tapeEnd, 0, tape!),
        expectByte(OBJECT_OPEN, self, limit),
        loop((again) => [
          found.set(valueEnd(self, limit, depth!, levels!, load(at.tapeEnd, 0))),
          // What does not fit any more is read again with an empty tape.
          when(and(equal(found, TAPE_FULL), unequal(load(at.tapeEnd, 0), tape!)), leave(load(at.lastEnd, 0))),
          when(negative(found), leave(found)),
          store(at.lastEnd, 0, found),
          self.set(found),
          skipSpace(self),
          when(unequal(byte(self), COMMA), leave(found)),
          self.set(add(self, 1)),
          skipSpace(self),
          repeatIf(equal(byte(self), OBJECT_OPEN), again),
          leave(found),
        ]),
      ]
    },
    'objectsEnd',
  )
}
