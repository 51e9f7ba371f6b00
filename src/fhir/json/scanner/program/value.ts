import { TOO_DEEP } from '../../scan.ts'
import { choose, leave, loop, repeat, repeatIf, when } from '../assembler/control.ts'
import {
  add,
  and,
  atLeast,
  type Code,
  equal,
  isZero,
  loadByte,
  negative,
  or,
  store,
  storeByte,
  subtract,
  trailingZeros,
  unequal,
} from '../assembler/instructions.ts'
import type { Call, ModuleWriter } from '../assembler/module.ts'
import { at } from '../layout.ts'
import { byte, expect, expectByte, skipSpace } from './input.ts'
import { records } from './records.ts'
import { textScan } from './string.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const OBJECT_CLOSE = 0x7d

/**
 * The offset after the value at an offset, checked against all of RFC 8259 but for UTF-8, repeated names and escapes of half
 * a surrogate pair; or a negative answer. Parameters: the offset, the end of the input, how many objects and arrays may be
 * open, down to which level the members of objects are recorded, and where. Sets `at.tapeEnd`.
 */
export function defineValueEnd(module: ModuleWriter, stringEnd: Call, scalarEnd: Call): Call {
  return module.define(
    5,
    ([offset, end, depth, levels, tape], local) => {
      const [self, limit] = [offset!, end!]
      const [level, close, first, name] = [local(), local(), local(), local()]
      const { prepare, look, stops, wide } = textScan(local)
      const record = records(self, level, tape!, local)
      const forward = self.set(add(self, 1))
      const isRecorded = atLeast(levels!, level)
      const isObject = equal(close, OBJECT_CLOSE)

      const call = (callee: Call): readonly Code[] => [self.set(callee(self, limit)), when(negative(self), leave(self))]
      /** Most strings end within sixteen bytes. */
      const string: readonly Code[] = [
        forward,
        ...look(self),
        choose(
          and(unequal(stops, 0), equal(byte(add(self, trailingZeros(stops))), QUOTE)),
          [self.set(add(self, trailingZeros(stops)))],
          call(stringEnd),
        ),
        forward,
      ]
      const nameAndColon: readonly Code[] = [
        expectByte(QUOTE, self, limit),
        name.set(self),
        when(isRecorded, storeByte(at.odd, 0, 0)),
        ...string,
        when(isRecorded, ...record.beginMember(name, wide)),
        skipSpace(self),
        expectByte(COLON, self, limit),
        forward,
        skipSpace(self),
        when(isRecorded, record.beginValue),
      ]
      return [
        ...prepare,
        level.set(0),
        close.set(0),
        loop((next) => {
          /** Goes on inside unless it closes at once. Both kinds close with the character after next to what opens them. */
          const container: readonly Code[] = [
            when(atLeast(level, depth!), leave(TOO_DEEP)),
            storeByte(at.closes, level, close),
            level.set(add(level, 1)),
            close.set(add(first, 2)),
            when(and(isObject, isRecorded), ...record.openObject),
            forward,
            skipSpace(self),
            repeatIf(unequal(byte(self), close), next),
          ]
          return [
            when(isObject, ...nameAndColon),
            first.set(byte(self)),
            choose(equal(first, QUOTE), string, [choose(equal(or(first, 0x20), 0x7b), container, call(scalarEnd))]),
            loop((after) => [
              when(isZero(level), store(at.tapeEnd, 0, tape!), leave(self)),
              when(and(isObject, isRecorded), ...record.endValue),
              skipSpace(self),
              when(equal(byte(self), COMMA), forward, skipSpace(self), repeat(next)),
              expect(equal(byte(self), close), self, limit),
              when(and(isObject, isRecorded), ...record.closeObject),
              forward,
              level.set(subtract(level, 1)),
              close.set(loadByte(at.closes, level)),
              repeat(after),
            ]),
          ]
        }),
      ]
    },
    'valueEnd',
  )
}
