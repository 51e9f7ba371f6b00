import { expect, test } from 'vitest'
import { createSmartConfiguration } from '../../src/discovery/smart-configuration.ts'

const metadata = {
  token_endpoint: 'https://id.example/token',
  scopes_supported: ['openid'],
  jwks_uri: 'https://id.example/keys',
}

function discovery(answers: (typeof metadata | undefined)[], own: Record<string, unknown> = {}) {
  let now = 0
  let asked = 0
  const smart = createSmartConfiguration({
    own: { capabilities: ['permission-v2'], ...own },
    monotonic: () => now,
    issuerMetadata: async () => answers[Math.min(asked++, answers.length - 1)],
  })
  return {
    tell: async () => {
      const { status, body } = await smart.answer()
      return { status, document: JSON.parse(String(body)) }
    },
    pass: (ms: number) => {
      now += ms
    },
    asked: () => asked,
  }
}

test('the document is what the issuer says of itself under what the site says', async () => {
  const { tell } = discovery([metadata], { scopes_supported: ['patient/*.rs'] })
  expect(await tell()).toEqual({
    status: 200,
    document: {
      token_endpoint: 'https://id.example/token',
      scopes_supported: ['patient/*.rs'],
      code_challenge_methods_supported: ['S256'],
      capabilities: ['permission-v2'],
    },
  })
})

test('the issuer is asked once for many callers, and again only when the document is old', async () => {
  const { tell, pass, asked } = discovery([metadata])
  await Promise.all([tell(), tell(), tell()])
  pass(299_000)
  await tell()
  expect(asked()).toBe(1)
  pass(2_000)
  await tell()
  expect(asked()).toBe(2)
})

test('without a token endpoint there is no document, and a dead issuer is not asked by every caller', async () => {
  const { tell, pass, asked } = discovery([undefined, metadata])
  expect((await tell()).status).toBe(503)
  expect((await tell()).status).toBe(503)
  expect(asked()).toBe(1)
  pass(11_000)
  await tell()
  expect((await tell()).status).toBe(200)
})

test('a document that was had once outlives its issuer', async () => {
  const { tell, pass } = discovery([metadata, undefined])
  await tell()
  pass(400_000)
  await tell()
  expect((await tell()).status).toBe(200)
})
