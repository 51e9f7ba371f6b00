import { expect, test } from 'vitest'
import { Members, readMembers } from '../../../src/fhir/json/members.ts'

test('members are found by more names than are remembered', () => {
  const text = Array.from({ length: 5000 }, (_, n) => `"n${n}":${n}`).join()
  const members = readMembers(Buffer.from(`{${text}}`), 0, 9) as Members
  expect(members).toBeInstanceOf(Members)
  const found = Array.from({ length: 5001 }, (_, n) => members.has(`n${n}`))
  expect(found.indexOf(false)).toBe(5000)
})
