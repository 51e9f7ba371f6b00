import assert from 'node:assert/strict'
import { DUPLICATE, Members, objectsOf, readMembers } from '../../../src/fhir/json/members.ts'
import { CUT_SHORT, NOT_FOUND, TOO_DEEP } from '../../../src/fhir/json/scan.ts'
import { scannerOf } from '../../../src/fhir/json/scanner/scanner.ts'

const MIB = 2 ** 20
const many = (count: number) => Array.from({ length: count }, (_, n) => `"name${n}":{"n":${n}}`)
const deep = (depth: number) => Buffer.from('['.repeat(depth) + ']'.repeat(depth))

/** What the scanner does with the memory that all scanners share. Each throws an AssertionError where it does not hold. */
export const memoryCases: Readonly<Record<string, () => void>> = {
  'scanners that are used in turn keep their own bytes'() {
    const one = scannerOf(Buffer.from('[1,"one"]'))
    const other = scannerOf(Buffer.from('{"other":[]}'))
    assert.equal(one.valueEnd(0, 9), 9)
    assert.equal(other.valueEnd(9, 9), 11)
    assert.equal(one.valueEnd(3, 9), 8)
    assert(readMembers(Buffer.from('{"a":1}'), 0, 9) instanceof Members)
    assert.equal(other.valueEnd(0, 9), 12)
  },
  'what was scanned stays as it was when more is'() {
    const first = readMembers(Buffer.from('{"a":1,"b":{"c":2}}'), 0, 9) as Members
    readMembers(Buffer.from('{"x":{"y":[1,2,3]},"z":""}'), 0, 9)
    assert.deepEqual(first.spanOf('b'), [11, 18])
    assert.deepEqual((first.membersOf('b') as Members).names, ['c'])
  },
  'nothing of longer bytes before is seen after the end'() {
    scannerOf(Buffer.from(`"${'x'.repeat(1000)}"`)).valueEnd(0, 9)
    for (const text of ['"', '"xx', '"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '"\\', '"\\u00']) {
      assert.equal(scannerOf(Buffer.from(text)).valueEnd(0, 9), CUT_SHORT)
    }
  },
  'an object may have more members than there is room for at first'() {
    const text = `{${many(100_000).join()}}`
    const members = readMembers(Buffer.from(text), 0, 9) as Members
    assert.equal(members.names.length, 100_000)
    assert.deepEqual(members.spanOf('name99999'), [text.length - 12, text.length - 1])
    assert.equal(readMembers(Buffer.from(`{${many(100_000).join()},"name5":1}`), 0, 9), DUPLICATE)
  },
  'records that do not fit are given room'() {
    const bytes = Buffer.from(`{${Array(200_000).fill('"a":0').join()}}`)
    const { code, end, words } = scannerOf(bytes).objects(0, 9, 2)
    assert.deepEqual([code, end, words.length], [bytes.length, bytes.length, 4 * 200_001])
  },
  'what lies deeper than it is recorded is no object to ask'() {
    const outer = readMembers(Buffer.from('{"a":1,"b":{"c":2,"d":{"e":3}}}'), 0, 9) as Members
    const inner = outer.membersOf('b') as Members
    assert.deepEqual(
      [inner.names, inner.spanOf('d')],
      [
        ['c', 'd'],
        [22, 29],
      ],
    )
    assert.deepEqual(
      [inner.membersOf('d'), inner.membersOf('c'), inner.membersOf('e')],
      [NOT_FOUND, NOT_FOUND, undefined],
    )
  },
  'a long name is read to its end for what is not ASCII'() {
    for (let length = 1; length < 50; length++) {
      for (const odd of ['é', '€', '😀', '\\u00e9']) {
        const name = `${'x'.repeat(length)}${odd}`
        const text = `{"${name}":1,"${name}${'y'.repeat(length)}":2}`
        const members = readMembers(Buffer.from(text), 0, 9) as Members
        assert.deepEqual(members.names, Object.keys(JSON.parse(text)))
        assert.deepEqual(
          members.names.map((each) => members.has(each)),
          [true, true].slice(0, members.names.length),
        )
        assert.equal(readMembers(Buffer.from(`{"${name}":1,"${name}":2}`), 0, 9), DUPLICATE)
      }
    }
  },
  'more objects than there is room for are read in several parts'() {
    const bytes = Buffer.from(Array(20_000).fill('{"a":{"b":1},"c":2}').join())
    const scanner = scannerOf(bytes)
    let [at, found, parts] = [0, 0, 0]
    while (at < bytes.length) {
      const scanned = scanner.objects(at, 9, 2)
      found += objectsOf(bytes, scanned).length
      parts++
      at = scanned.end + 1
    }
    assert.equal(found, 20_000)
    assert(parts > 1)
  },
  'large and small inputs in turn'() {
    const large = Buffer.from(`"${'x'.repeat(32 * MIB)}"`)
    for (let round = 0; round < 3; round++) {
      assert.equal(scannerOf(large).valueEnd(0, 9), large.length)
      assert.equal(scannerOf(Buffer.from('[]')).valueEnd(0, 9), 2)
    }
  },
  'depth costs no stack, and has an end'() {
    assert.equal(scannerOf(deep(2000)).valueEnd(0, Number.POSITIVE_INFINITY), 4000)
    assert.equal(scannerOf(deep(2001)).valueEnd(0, Number.POSITIVE_INFINITY), TOO_DEEP)
  },
}
