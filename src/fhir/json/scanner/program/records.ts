import { choose, leave, when } from '../assembler/control.ts'
import {
  above,
  add,
  and,
  below,
  type Code,
  equal,
  i64,
  isZero,
  load,
  loadByte,
  or,
  shiftLeft,
  store,
  subtract,
} from '../assembler/instructions.ts'
import type { Local, LocalType } from '../assembler/module.ts'
import { at, memberRecord, objectRecord, RECORD_BYTES, TAPE_FULL } from '../layout.ts'

/** Writes down where the members of an object lie. */
export interface Records {
  readonly openObject: readonly Code[]
  /** Its closing brace is at the offset. */
  readonly closeObject: readonly Code[]
  /** A name has been read: from its opening quote at `name` to the offset. */
  beginMember(name: Local, isWide: Code): readonly Code[]
  /** Its value begins at the offset. */
  readonly beginValue: Code
  readonly endValue: readonly Code[]
}

/** @param level how many objects and arrays are open. @param tape where the next record goes. */
export function records(offset: Local, level: Local, tape: Local, local: (type?: LocalType) => Local): Records {
  const [record, length, place] = [local(), local(), local()]
  const ofLevel = shiftLeft(level, 2)
  const [object, member, number] = [at.objects, at.members, at.numbers].map((base) => load(base, ofLevel)) as [
    Code,
    Code,
    Code,
  ]
  const next: readonly Code[] = [
    when(above(tape, load(at.tapeLimit, 0)), leave(TAPE_FULL)),
    tape.set(add(tape, RECORD_BYTES)),
  ]

  return {
    openObject: [
      store(at.objects, ofLevel, tape),
      store(at.members, ofLevel, at.nobody),
      // No other object of this level has this number, so nothing of `at.names` need be cleared.
      store(at.numbers, ofLevel, add(number, 1)),
      store(objectRecord.start, tape, offset),
      store(objectRecord.isOdd, tape, 0),
      ...next,
    ],
    closeObject: [
      record.set(object),
      store(objectRecord.end, record, add(offset, 1)),
      store(objectRecord.next, record, tape),
    ],
    beginMember: (name, isWide) => [
      store(at.members, ofLevel, tape),
      store(memberRecord.name, tape, name),
      ...next,
      length.set(subtract(subtract(offset, name), 2)),
      fingerprint(name, length, place),
      place.set(add(shiftLeft(place, 2), shiftLeft(level, 12))),
      when(
        or(
          or(loadByte(at.odd, 0), isWide),
          // An empty name has no bytes to be known by.
          or(isZero(length), equal(load(at.names, place), number)),
        ),
        store(objectRecord.isOdd, object, 1),
      ),
      store(at.names, place, number),
    ],
    beginValue: store(memberRecord.value, member, offset),
    endValue: [
      record.set(member),
      store(memberRecord.valueEnd, record, offset),
      store(memberRecord.next, record, tape),
    ],
  }
}

/** Sets `place` to ten bits made of a name's length and its first and last bytes: the same for the same name. */
function fingerprint(name: Local, length: Local, place: Local): Code {
  const first = i64.load(at.input + 1, name)
  const last = i64.load(at.input - 7, add(name, length))
  const beforeName = i64.subtract(i64.constant(64n), i64.fromI32(shiftLeft(length, 3)))
  const mixed = (word: Code) =>
    and(i64.toI32(i64.shiftRight(i64.multiply(i64.xor(word, i64.fromI32(length)), GOLDEN), i64.constant(52n))), 1023)
  return choose(
    below(length, 8),
    [place.set(mixed(i64.shiftRight(last, beforeName)))],
    [place.set(mixed(i64.xor(first, i64.multiply(last, GOLDEN))))],
  )
}

/** 2^64 divided by the golden ratio: multiplying by it spreads bits upwards. */
const GOLDEN = i64.constant(-7046029254386353131n)
