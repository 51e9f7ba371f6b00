import { beforeEach, describe, expect, test } from 'vitest'
import { isAuthenticationFailure } from '../../../src/authn/failure.ts'
import { NOW } from '../token-cases.ts'
import { active, type Reply, startAsking } from './asking.ts'

const ONE = 'https://one.example.org'
const TWO = 'https://two.example.org'
const inactive = { active: false }
const mine = (iss: string) => ({ ...active, iss })
const down = async () => new Response('', { status: 502 })

let asking: ReturnType<typeof startAsking>
beforeEach(() => {
  asking = startAsking()
})

async function ask(one: Reply, two: Reply) {
  asking.replies.set(`${ONE}/introspect`, one)
  asking.replies.set(`${TWO}/introspect`, two)
  const result = await asking.create([ONE, TWO]).authenticate({ token: 'opaque' })
  const asked = asking.questions.map(({ url }) => new URL(url).origin)
  return { result: isAuthenticationFailure(result) ? result.unauthenticated : result.issuer, asked }
}

describe('several issuers are asked in their order until one says active', () => {
  test.each<[string, Reply, Reply, string, string[]]>([
    ['the first', mine(ONE), mine(TWO), ONE, [ONE]],
    ['the second', inactive, mine(TWO), TWO, [ONE, TWO]],
    ['none', inactive, inactive, 'TOKEN_INACTIVE', [ONE, TWO]],
    ['the second, the first being down', down, mine(TWO), TWO, [ONE, TWO]],
    ['none, the first being down', down, inactive, 'INTROSPECTION_UNAVAILABLE', [ONE, TWO]],
    ['none, the second being down', inactive, down, 'INTROSPECTION_UNAVAILABLE', [ONE, TWO]],
    ['an issuer that speaks for another', mine(TWO), mine(TWO), 'ISSUER_UNKNOWN', [ONE]],
    ['the first, whose token is unusable', { ...mine(ONE), exp: NOW - 60 }, mine(TWO), 'TOKEN_EXPIRED', [ONE]],
  ])('%s', async (_, one, two, result, asked) => {
    expect(await ask(one, two)).toEqual({ result, asked })
  })
})
