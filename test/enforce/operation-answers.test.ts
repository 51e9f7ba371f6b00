import { expect, test } from 'vitest'
import { inspected } from './inspected.ts'

const permitAll = '{ id: all, effect: permit, match: { interactions: ["*"] } }'
const denyFinal = '{ id: final, effect: deny, match: {}, when: { eq: [resource.status, final] } }'
const everything = 'user/*.cruds'

const answered = (body: object | '', scopes: string, rules?: string, type?: string) =>
  inspected('/ValueSet/1/$expand', scopes, body, { rules, ...(type !== undefined && { type }) })

const valueSet = { resourceType: 'ValueSet', id: '1', status: 'final' }

test('an operation may answer with nothing', async () => {
  expect(await answered('', everything)).toMatchObject({ status: 204, body: null })
})

test('a resource that an operation answers with is shown to who may read it', async () => {
  expect(await answered(valueSet, everything)).toMatchObject({ status: 200 })
  expect(await answered({ ...valueSet, resourceType: 'Claim' }, 'user/ValueSet.rs')).toBe('hidden')
})

test('and is refused by the rules that look at it', async () => {
  expect(await answered(valueSet, everything, `${permitAll}, ${denyFinal}`)).toMatchObject({
    hiddenBy: { code: 'POLICY_RULE' },
  })
})

test('an answer that does not say that it is JSON is none', async () => {
  await expect(answered(valueSet, everything, undefined, '')).rejects.toThrow('content type')
  await expect(answered(valueSet, everything, undefined, 'text/html')).rejects.toThrow('content type')
})
