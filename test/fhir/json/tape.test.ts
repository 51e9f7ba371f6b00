import { expect, test } from 'vitest'
import { type Tape, withTape } from '../../../src/fhir/json/scanner/tape.ts'

const records = (length: number, first = 1) => Uint32Array.from({ length }, (_, index) => first + index)

test('a tape holds as many records as there are, until it is given others', () => {
  withTape((tape) => {
    for (const length of [0, 1, 16 * 1024, 16 * 1024 + 1, 3, 300_000]) {
      expect([...tape.hold(records(length))]).toEqual([...records(length)])
    }
  })
})

test('it is a copy that it holds', () => {
  withTape((tape) => {
    const given = records(3)
    const held = tape.hold(given)
    given[0] = 99
    expect([...held]).toEqual([1, 2, 3])
  })
})

test('who scans within a scan has another tape', () => {
  withTape((outer) => {
    const held = outer.hold(records(3))
    withTape((inner) => {
      inner.hold(records(3, 7))
    })
    expect([...held]).toEqual([1, 2, 3])
  })
})

test('it is lent again afterwards, even where the work failed, unless it has grown large', () => {
  const lent = (work: (tape: Tape) => void = () => {}) => {
    let found: Tape | undefined
    withTape((tape) => {
      found = tape
      work(tape)
    })
    return found
  }
  const first = lent()
  expect(() =>
    withTape((tape) => {
      expect(tape).toBe(first)
      throw new Error('broken')
    }),
  ).toThrow('broken')
  expect(lent()).toBe(first)
  expect(lent((tape) => tape.hold(records(200_000)))).toBe(first)
  expect(lent()).not.toBe(first)
})
