import { choose, leave, loop, repeat, when } from '../assembler/control.ts'
import {
  add,
  and,
  type Code,
  equal,
  isZero,
  loadByte,
  type Operand,
  or,
  storeByte,
  subtract,
  trailingZeros,
  v128,
} from '../assembler/instructions.ts'
import type { Call, Local, LocalType, ModuleWriter } from '../assembler/module.ts'
import { at } from '../layout.ts'
import { byte, expect, isHexDigit } from './input.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const LAST_CONTROL = 0x1f

/** Looks at the text in a string sixteen bytes at a time. */
export interface TextScan {
  readonly prepare: readonly Code[]
  /** Sets `stops` to a bit for each of the sixteen bytes at which plain text ends: a quote, a backslash, a control character. */
  look(offset: Operand): readonly Code[]
  readonly stops: Local
  /** A bit for each byte before the first stop that is not ASCII. */
  readonly wide: Code
}

export function textScan(local: (type?: LocalType) => Local): TextScan {
  const [text, quote, backslash, control] = [local('v128'), local('v128'), local('v128'), local('v128')]
  const stops = local()
  const ends = v128.or(
    v128.or(v128.equal(text, quote), v128.equal(text, backslash)),
    v128.equal(v128.smaller(text, control), text),
  )
  return {
    prepare: [
      quote.set(v128.ofByte(QUOTE)),
      backslash.set(v128.ofByte(BACKSLASH)),
      control.set(v128.ofByte(LAST_CONTROL)),
    ],
    look: (offset) => [text.set(v128.load(at.input, offset)), stops.set(v128.signs(ends))],
    stops,
    // Below the lowest bit that is set, and all of them where none is.
    wide: and(v128.signs(text), subtract(and(stops, subtract(0, stops)), 1)),
  }
}

/**
 * From an offset in a string to its closing quote, by RFC 8259 §7. Sets `at.odd` where the string is not plain ASCII, and
 * leaves it alone where it is.
 */
export function defineStringEnd(module: ModuleWriter): Call {
  return module.define(2, ([offset, end], local) => {
    const { prepare, look, stops, wide } = textScan(local)
    const [self, limit] = [offset!, end!]
    return [
      ...prepare,
      loop((again) => [
        ...look(self),
        storeByte(at.odd, 0, or(loadByte(at.odd, 0), isAny(wide))),
        when(isZero(stops), self.set(add(self, 16)), repeat(again)),
        self.set(add(self, trailingZeros(stops))),
        when(equal(byte(self), QUOTE), leave(self)),
        expect(equal(byte(self), BACKSLASH), self, limit),
        storeByte(at.odd, 0, 1),
        choose(
          equal(byte(self, 1), 0x75),
          [
            ...[2, 3, 4, 5].map((ahead) => expect(isHexDigit(byte(self, ahead)), add(self, ahead), limit)),
            self.set(add(self, 6)),
          ],
          [expect(isShortEscape(byte(self, 1)), add(self, 1), limit), self.set(add(self, 2))],
        ),
        repeat(again),
      ]),
    ]
  })
}

const isAny = (value: Code): Code => isZero(isZero(value))

function isShortEscape(code: Code): Code {
  return [...Buffer.from('"\\/bfnrt')].map((each) => equal(code, each)).reduce((one, other) => or(one, other))
}
