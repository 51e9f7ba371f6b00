import { NOT_FOUND } from '../../scan.ts'
import { leave, loop, repeat, when } from '../assembler/control.ts'
import { add, and, type Code, equal, or, unequal } from '../assembler/instructions.ts'
import type { Call, ModuleWriter } from '../assembler/module.ts'
import { byte, expect, expectByte, isDigit, longerThan } from './input.ts'

/** A number longer than this has no use in FHIR (18 digits, datatypes.html#decimal) and is costly in big-decimal readers. */
const MAX_NUMBER_BYTES = 100
/** `1e999999999` is a few bytes here and gigabytes in a reader that writes decimals out in full. */
const MAX_EXPONENT_DIGITS = 3

/** The offset after a literal or a number (RFC 8259 §3, §6). */
export function defineScalarEnd(module: ModuleWriter): Call {
  return module.define(2, ([offset, end], local) => {
    const [self, limit] = [offset!, end!]
    const [start, from] = [local(), local()]
    const skip = self.set(add(self, 1))
    const digits: readonly Code[] = [
      from.set(self),
      loop((again) => [when(isDigit(byte(self)), skip, repeat(again))]),
      expect(unequal(self, from), self, limit),
    ]
    const literal = ([first, ...others]: Buffer): Code =>
      when(
        equal(byte(self), first!),
        ...others.map((letter, index) => expectByte(letter, self, limit, index + 1)),
        leave(add(self, 1 + others.length)),
      )
    return [
      ...['true', 'false', 'null'].map((text) => literal(Buffer.from(text))),
      start.set(self),
      when(equal(byte(self), 0x2d), skip),
      ...digits,
      when(and(equal(byte(from), 0x30), longerThan(1, from, self)), leave(NOT_FOUND)),
      when(equal(byte(self), 0x2e), skip, ...digits),
      when(
        equal(or(byte(self), 0x20), 0x65),
        skip,
        when(or(equal(byte(self), 0x2b), equal(byte(self), 0x2d)), skip),
        ...digits,
        when(longerThan(MAX_EXPONENT_DIGITS, from, self), leave(NOT_FOUND)),
      ),
      when(longerThan(MAX_NUMBER_BYTES, start, self), leave(NOT_FOUND)),
      leave(self),
    ]
  })
}
