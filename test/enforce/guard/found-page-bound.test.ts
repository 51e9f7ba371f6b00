import { expect, test } from 'vitest'
import { readFoundPage } from '../../../src/enforce/guard/found-page.ts'
import { bodyOf, links, tried } from './tried.ts'

const { visibility, authority } = tried('/Observation', 'user/*.rs')
const entry = `{"resource":{"resourceType":"Observation","note":"${'x'.repeat(13 * 1024 * 1024)}"}}`

test.each([
  [4, 'is held'],
  [5, 'fails closed'],
])('a page of %j entries of 13 MiB %s', async (count, outcome) => {
  const body = bodyOf(`{"resourceType":"Bundle","entry":[${Array(count).fill(entry).join()}]}`, 2 ** 22)
  const reading = readFoundPage(body, 0, { visibility, links, readReference: authority.readReference })
  if (outcome === 'is held') expect((await reading).matches).toHaveLength(count)
  else await expect(reading).rejects.toMatchObject({ name: 'AnswerError', problem: 'too-large' })
})
