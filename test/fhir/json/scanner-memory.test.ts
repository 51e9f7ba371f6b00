import { test } from 'vitest'
import { memoryCases } from './memory-cases.ts'

test.each(Object.entries(memoryCases))('%s', (_, holds) => holds())

test('members are found by more names than are remembered', () => {
  const members = readMembers(Buffer.from(`{${many(5000).join()}}`), 0, 9) as Members
  for (let n = 0; n < 5000; n++) expect([n, members.has(`name${n}`)]).toEqual([n, true])
  expect(members.has('name5000')).toBe(false)
})
