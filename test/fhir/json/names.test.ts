import { expect, test } from 'vitest'
import { Members, readMembers } from '../../../src/fhir/json/members.ts'

test('members are found by more names than are remembered', () => {
  for (let n = 0; n < 5000; n++) {
    const members = readMembers(Buffer.from(`{"x":0,"n${n}":1}`), 0, 9) as Members
    expect(members).toBeInstanceOf(Members)
    expect([n, members.has(`n${n}`), members.has(`n${n + 1}`)]).toEqual([n, true, false])
  }
})
