import { expect, test } from 'vitest'
import { readFoundPage } from '../../../src/enforce/guard/found-page.ts'
import { bodyOf, links, tried } from './tried.ts'

const { visibility, authority } = tried('/Observation', 'user/*.rs')
const entry = `{"resource":{"resourceType":"Observation","note":"${'x'.repeat(13 * 1024 * 1024)}"}}`

test('a page of more than may be held fails closed, though each entry of it may pass', async () => {
  const body = bodyOf(`{"resourceType":"Bundle","entry":[${Array(5).fill(entry).join()}]}`, 2 ** 22)
  const reading = readFoundPage(body, 0, { visibility, links, readReference: authority.readReference })
  // Not the page itself, which would be told in full.
  const outcome = await reading.then(
    () => 'held',
    (error) => error.problem,
  )
  expect(outcome).toBe('too-large')
})
