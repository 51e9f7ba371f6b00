import { expect, it } from 'vitest'
import type { Permit } from '../../src/authorize/decision.ts'
import { loadDefinitions } from '../../src/config/definitions/load-definitions.ts'
import { type Inspected, type Inspection, inspect } from '../../src/enforce/inspect.ts'
import { createPublicLinks } from '../../src/enforce/links.ts'
import { ReceivedBody } from '../../src/upstream/body.ts'
import { authorityOf } from '../fixtures/principal.ts'

const inspection: Inspection = {
  links: createPublicLinks('https://gate.example/fhir', ['http://inside:8080/base']),
  base: 'https://gate.example/fhir',
  pageLink: () => undefined,
  self: 'https://gate.example/fhir/Basic',
  count: { passed: 0, removed: 0 },
  grants: undefined,
  authority: authorityOf(loadDefinitions('R4')),
}

const permit = {
  effect: 'permit',
  interaction: { kind: 'update', type: 'Basic', id: 'a', prefer: {} },
  obligations: [{ kind: 'guard', types: new Set(['Basic']), permissions: new Map([['Basic', []]]) }],
} as unknown as Permit

async function written(status: number, headers: Record<string, string>, by = permit): Promise<Inspected> {
  const body = new ReceivedBody({ pause() {}, resume() {}, abort() {} })
  body.push(Buffer.from('{"resourceType":"Basic","id":"a"}'))
  body.end()
  const json = { 'content-type': 'application/fhir+json' }
  return (await inspect({ status, headers: { ...json, ...headers }, body }, by, inspection)) as Inspected
}

const location = 'http://inside:8080/base/Basic/a/_history/3'
const told = 'https://gate.example/fhir/Basic/a/_history/3'

it.each([
  ['Location of a create', 201, { location }, told, 'W/"3"'],
  ['Content-Location of a create', 201, { 'content-location': location }, told, 'W/"3"'],
  ['Content-Location of an update', 200, { 'content-location': location }, undefined, 'W/"3"'],
  ['an ETag before the address', 200, { 'content-location': location, etag: 'W/"9"' }, undefined, 'W/"9"'],
  ['a foreign Location', 201, { location: 'http://elsewhere/Basic/a' }, undefined, undefined],
  ['an address without version', 201, { location: 'http://inside:8080/base/Basic/a' }, told.slice(0, -11), undefined],
  ['nothing', 200, {}, undefined, undefined],
])('tells where and as which version something was written: %s', async (_, status, headers, where, etag) => {
  const answer = await written(status, headers)
  expect([answer.status, answer.headers.location, answer.headers.etag]).toEqual([status, where, etag])
  expect(answer.headers).not.toHaveProperty('content-location')
})

it.each([
  [204, {}],
  [200, { 'content-length': '0' }],
])('tells where something was written without a body: %i %j', async (status, headers) => {
  expect(await written(status, { ...headers, etag: 'W/"3"' })).toMatchObject({ headers: { etag: 'W/"3"' }, body: null })
})

it.each([[[]], [[{ kind: 'no-body' }]]])(
  'gives an OperationOutcome of its own to who prefers one: %j',
  async (more) => {
    const asked = { ...permit.interaction, prefer: { return: 'OperationOutcome' } }
    const by = { ...permit, interaction: asked, obligations: [...permit.obligations, ...more] } as Permit
    const answer = await written(201, { location }, by)
    expect([answer.status, answer.headers.location]).toEqual([201, told])
    expect(JSON.parse(String(answer.body))).toEqual({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'information', code: 'informational', details: { text: 'Written' } }],
    })
  },
)
