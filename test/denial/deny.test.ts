import { describe, expect, test } from 'vitest'
import { denialOf, notFoundAnswer } from '../../src/denial/deny.ts'
import { upstreamStatusAnswer } from '../../src/denial/upstream-status.ts'
import {
  compileDenialPolicy,
  defaultDenialPolicy,
  denialCauses,
  denialSchema,
  denialStyles,
} from '../../src/policy/denial-policy.ts'
import fc from '../fixtures/fast-check.ts'
import { challenges, deny, type InteractionName, interactions, need } from './fixtures.ts'

const SELF = 'https://fhir.example.org/fhir/Observation?code=1'
const telling = { policy: defaultDenialPolicy, challenges, contexts: ['user'] as const, self: SELF }
const json = { 'content-type': 'application/fhir+json; charset=utf-8' }

const FORBIDDEN =
  '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"forbidden","details":{"text":"Access denied"}}]}'
const NOT_FOUND =
  '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found","details":{"text":"Not found"}}]}'
const UNAUTHORIZED =
  '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"login","details":{"text":"Access denied"}}]}'
const link = `"link":[{"relation":"self","url":"${SELF}"}]`
const SEARCHSET = `{"resourceType":"Bundle","type":"searchset","total":0,${link}}`
const HISTORY = `{"resourceType":"Bundle","type":"history","total":0,${link}}`

function policy(style: (typeof denialStyles)[number]) {
  const all = Object.fromEntries(denialCauses.map((cause) => [cause, style]))
  return compileDenialPolicy(denialSchema.parse({ default: all }))
}

function tell(name: InteractionName, style: (typeof denialStyles)[number]) {
  const { status, headers, body } = denialOf(deny(name, 'policy'), { ...telling, policy: policy(style) })
  return { status, headers, body: body.toString() }
}

describe('hidden and empty-bundle: as if there were nothing', () => {
  const bundles: readonly (readonly [InteractionName, string])[] = [
    ['search', SEARCHSET],
    ['searchSystem', SEARCHSET],
    ['searchCompartment', SEARCHSET],
    ['historyType', HISTORY],
    ['historySystem', HISTORY],
    ['everythingType', SEARCHSET],
    ['lastn', SEARCHSET],
  ]
  test.each(bundles)('%s', (name, body) => {
    for (const style of ['hidden', 'empty-bundle'] as const) {
      expect(tell(name, style)).toEqual({ status: 200, headers: json, body })
    }
  })

  const others = (Object.keys(interactions) as InteractionName[]).filter(
    (name) => name !== 'create' && !bundles.some(([b]) => b === name),
  )
  test.each(others)('%s', (name) => {
    for (const style of ['hidden', 'empty-bundle'] as const) {
      expect(tell(name, style)).toEqual({ status: 404, headers: json, body: NOT_FOUND })
    }
  })

  test('but of a create there is nothing to hide', () => {
    expect(tell('create', 'hidden')).toEqual({ status: 403, headers: json, body: FORBIDDEN })
    expect(denialOf(deny('create', 'policy'), { ...telling, policy: policy('hidden') }).style).toBe('forbidden')
    for (const style of ['not-found', 'empty-bundle'] as const) {
      expect(tell('create', style)).toEqual({ status: 404, headers: json, body: NOT_FOUND })
    }
    const ruled = { ...deny('create', 'policy'), style: 'not-found' } as const
    expect(denialOf(ruled, telling)).toMatchObject({ status: 404, style: 'not-found' })
    const within = { ...deny('transaction', 'compartment'), entry: interactions.create }
    expect(denialOf(within, telling)).toMatchObject({ status: 403, style: 'forbidden' })
  })

  test('without a self link there is no link', () => {
    const { self: _, ...rest } = telling
    const { body } = denialOf(deny('search', 'compartment'), rest)
    expect(body.toString()).toBe('{"resourceType":"Bundle","type":"searchset","total":0}')
  })
})

describe.each(Object.keys(interactions) as InteractionName[])('%s', (name) => {
  test('forbidden', () => {
    expect(tell(name, 'forbidden')).toEqual({ status: 403, headers: json, body: FORBIDDEN })
  })
  test('not-found', () => {
    expect(tell(name, 'not-found')).toEqual({ status: 404, headers: json, body: NOT_FOUND })
  })
  test('unauthorized', () => {
    const headers = { ...json, 'www-authenticate': 'Bearer realm="fhir"' }
    expect(tell(name, 'unauthorized')).toEqual({ status: 401, headers, body: UNAUTHORIZED })
  })
})

describe('a want of scopes', () => {
  const lacking = deny('search', 'scope', { missing: [need('Observation', 's'), need('Patient', 'r')] })
  const header = 'Bearer error="insufficient_scope", scope="user/Observation.s user/Patient.r"'

  test('is 403 and says which, by default', () => {
    const denial = denialOf(lacking, telling)
    expect(denial).toMatchObject({ status: 403, style: 'forbidden', headers: { ...json, 'www-authenticate': header } })
    expect(denial.body.toString()).toBe(FORBIDDEN)
  })
  test('says which in a 401 too', () => {
    const denial = denialOf(lacking, { ...telling, policy: policy('unauthorized') })
    expect(denial).toMatchObject({ status: 401, headers: { 'www-authenticate': header } })
  })
  test.each(['not-found', 'empty-bundle', 'hidden'] as const)('%s: says nothing of scopes', (style) => {
    expect(denialOf(lacking, { ...telling, policy: policy(style) }).headers).toEqual(json)
  })
  test.each(denialCauses.filter((cause) => cause !== 'scope'))('no other cause (%s) names scopes', (cause) => {
    const denial = denialOf({ ...lacking, cause }, { ...telling, policy: policy('forbidden') })
    expect(denial.headers).toEqual(json)
  })
})

describe('the policy chooses the style', () => {
  const rule = {
    match: { resources: ['Observation'], interactions: ['read'] },
    cause: 'compartment',
    style: 'forbidden',
  }
  const chosen = { ...telling, policy: compileDenialPolicy(denialSchema.parse({ rules: [rule] })) }
  test.each<[InteractionName, 'compartment' | 'consent', string, number]>([
    ['read', 'compartment', 'forbidden', 403],
    ['read', 'consent', 'hidden', 404],
    ['vread', 'compartment', 'hidden', 404],
    ['search', 'compartment', 'hidden', 200],
    ['everything', 'compartment', 'hidden', 404],
    ['transaction', 'compartment', 'hidden', 404],
  ])('%s denied by %s: %s, %d', (name, cause, style, status) => {
    expect(denialOf(deny(name, cause), chosen)).toMatchObject({ style, status })
  })
})

test('hidden, deleted and absent are the same bytes', () => {
  const { style: _, ...hidden } = denialOf(deny('read', 'compartment'), telling)
  for (const status of [404, 410]) {
    const headers = { etag: 'W/"3"', 'last-modified': 'Sun, 22 Nov 2026 00:00:00 GMT', server: 'x' }
    const { code: _code, ...absent } = upstreamStatusAnswer({ status, headers, body: Buffer.from('HAPI-2001: p2') })!
    expect(absent).toEqual(hidden)
  }
  expect(notFoundAnswer).toEqual(hidden)
})

test('no answer holds anything of the reason, and equal requests denied for different reasons look alike', () => {
  const text = fc.stringMatching(/^[a-z0-9/-]{12,40}$/)
  fc.assert(
    fc.property(
      fc.constantFrom(...(Object.keys(interactions) as InteractionName[])),
      fc.constantFrom(...denialCauses),
      fc.constantFrom(...denialStyles),
      fc.tuple(text, text),
      (name, cause, style, [one, other]) => {
        const [a, b] = [one, other].map((detail) => {
          const inert = [{ text: detail, why: 'malformed' as const }]
          return denialOf(deny(name, cause, { detail, inert }), { ...telling, policy: policy(style) })
        })
        expect(a).toEqual(b)
        expect(JSON.stringify(a!.headers) + a!.body.toString()).not.toContain(one)
      },
    ),
    { numRuns: 500 },
  )
})
