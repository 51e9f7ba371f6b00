import { expect, test } from 'vitest'
import { createDiscovery, type DocumentName } from '../../src/discovery/discovery.ts'
import type { Finding } from '../../src/discovery/lint-finding.ts'
import { base, metadata, siteWith } from './sites.ts'

type Answer = Readonly<Record<string, unknown>> | undefined

function discovery(answers: readonly Answer[]) {
  let now = 0
  let asked = 0
  const found: (readonly Finding[])[] = []
  const served = createDiscovery({
    site: siteWith(),
    monotonic: () => now,
    issuerMetadata: async () => answers[Math.min(asked++, answers.length - 1)],
    found: (findings) => found.push(findings),
  })
  return {
    found,
    tell: async (name: DocumentName = 'smart-configuration') => {
      const { status, headers, body } = await served.answer(name)
      return { status, type: headers['content-type'], document: JSON.parse(String(body)) }
    },
    uris: () => served.oauthUris(),
    pass: (ms: number) => {
      now += ms
    },
    asked: () => asked,
  }
}

test('the issuer is asked once for many callers, and again only when its metadata is old', async () => {
  const { tell, pass, asked } = discovery([metadata])
  await Promise.all([tell(), tell('oauth-protected-resource'), tell()])
  pass(299_000)
  await tell()
  expect(asked()).toBe(1)
  pass(2_000)
  await tell()
  expect(asked()).toBe(2)
})

test('without a token endpoint there is no SMART document, and a dead issuer is not asked by every caller', async () => {
  const { tell, pass, asked } = discovery([undefined, metadata])
  expect((await tell()).status).toBe(503)
  expect((await tell()).status).toBe(503)
  expect(asked()).toBe(1)
  pass(11_000)
  expect(await tell()).toMatchObject({ status: 200, type: 'application/json' })
})

test('the protected resource is described while its issuer is away', async () => {
  const { tell } = discovery([undefined])
  expect(await tell('oauth-protected-resource')).toMatchObject({ status: 200, document: { resource: base } })
})

test('metadata that was had once outlives its issuer', async () => {
  const { tell, pass } = discovery([metadata, undefined])
  await tell()
  pass(400_000)
  await tell()
  expect((await tell()).status).toBe(200)
})

test('addresses are told by the names of the oauth-uris extension', async () => {
  const { uris } = discovery([{ ...metadata, revocation_endpoint: 'https://id.example/revoke' }])
  const told = {
    authorize: metadata.authorization_endpoint,
    token: metadata.token_endpoint,
    revoke: 'https://id.example/revoke',
  }
  expect(await uris()).toEqual(told)
  expect(await discovery([undefined]).uris()).toEqual({})
})

test('what is found is told once, and again when it is another thing', async () => {
  const faulty = { ...metadata, code_challenge_methods_supported: ['plain'] }
  const { tell, pass, found } = discovery([faulty, faulty, metadata])
  for (const _ of [1, 2, 3]) {
    await tell()
    await tell()
    pass(301_000)
  }
  await tell()
  expect(found.map((findings) => findings.map(({ field }) => field))).toEqual([
    ['code_challenge_methods_supported'],
    [],
  ])
})
