import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { authorize } from '../../src/authorize/authorize.ts'
import type { Decision } from '../../src/authorize/decision.ts'
import { isBundle, type SingleInteraction } from '../../src/fhir/interaction.ts'
import { isRefusal } from '../../src/fhir/refusal.ts'
import type { Hop, SearchQuery } from '../../src/fhir/search/query.ts'
import { type WritableInteraction, writeRequest } from '../../src/fhir/write/request.ts'
import { narrowable } from '../fhir/arbitrary-request.ts'
import { types } from '../fhir/arbitrary-search.ts'
import { type Asked, languageOf, read, send } from '../fixtures/language.ts'
import { authorityOf, callerWith, circumstances } from '../fixtures/principal.ts'

const seed = Number(process.env.GATEHOUSE_SEED ?? 20_241)
const options = { numRuns: Number(process.env.GATEHOUSE_PROPERTY_RUNS ?? 1000), seed }
const language = languageOf()
const { definitions } = language
const authority = authorityOf(definitions)
const requests = narrowable(definitions)

const letters = fc.constantFrom('r', 's', 'rs', 'c', 'u', 'd', 'cruds', 'cud')
const scope = fc.tuple(fc.constantFrom('*', ...types), letters).map(([type, letter]) => `user/${type}.${letter}`)
const scopes = fc.array(scope, { maxLength: 6 })

describe(`decisions, seed ${seed}`, () => {
  test('more scopes never take a permit away, and never show fewer types', () => {
    fc.assert(
      fc.property(requests, scopes, scopes, (asked, some, further) => {
        const interaction = interpreted(asked)
        fc.pre(!hasOpenChain(interaction))
        const less = decide(interaction, some)
        const more = decide(interaction, [...some, ...further])
        if (less.effect === 'deny') return
        expect(more.effect).toBe('permit')
        expect(isWithin(typesOf(less), typesOf(more))).toBe(true)
        if (has(more, 'no-body')) expect(has(less, 'no-body')).toBe(true)
        if (has(more, 'drop-total')) expect(has(less, 'drop-total')).toBe(true)
      }),
      options,
    )
  })

  test('scopes of a further context never take a permit away', () => {
    fc.assert(
      fc.property(requests, scopes, scopes, (asked, some, further) => {
        const interaction = interpreted(asked)
        const less = decide(interaction, some)
        const more = decide(interaction, [...some, ...further.map((text) => text.replace('user/', 'system/'))])
        if (less.effect === 'permit') expect(more.effect).toBe('permit')
      }),
      options,
    )
  })

  test('every type that a decision asks for is a known type, or any', () => {
    fc.assert(
      fc.property(requests, scopes, (asked, some) => {
        const asks = decide(interpreted(asked), some).requirements.map(({ requirement }) => requirement.resourceType)
        expect(asks.filter((type) => type !== '*' && !definitions.isResourceType(type))).toEqual([])
      }),
      options,
    )
  })

  test('a permit holds every requirement that is not left away, and a deny names one that is not held', () => {
    fc.assert(
      fc.property(requests, scopes, (asked, some) => {
        const decision = decide(interpreted(asked), some)
        const missing = decision.requirements.filter(({ satisfiedBy }) => satisfiedBy === undefined)
        if (decision.effect === 'deny') expect(missing.length).toBeGreaterThan(0)
        else if (missing.length > 0) expect(has(decision, 'narrow')).toBe(true)
      }),
      options,
    )
  })

  test('what is narrowed asks for nothing that is not held', () => {
    fc.assert(
      fc.property(requests, scopes, (asked, some) => {
        const decision = decide(interpreted(asked), some)
        if (decision.effect === 'deny') return
        const again = decide(decision.interaction as SingleInteraction, some)
        expect(again.effect).toBe('permit')
        expect(lineOf(again)).toBe(lineOf(decision))
      }),
      options,
    )
  })

  test('no header widens what is asked', () => {
    const names = [
      'accept',
      'prefer',
      'if-match',
      'if-none-match',
      'x-http-method-override',
      'x-forwarded-host',
      'cookie',
    ]
    const more = ['x-original-url', 'if-none-exist', 'content-location', 'x-provenance', 'x-cascade', 'range', 'host']
    const values = [
      '*',
      '"1"',
      'return=representation',
      'DELETE',
      'identifier=1',
      '/Practitioner/1',
      'application/json',
      'true',
    ]
    const header = fc.tuple(fc.constantFrom(...names, ...more), fc.constantFrom(...values))
    fc.assert(
      fc.property(requests, scopes, fc.array(header, { maxLength: 4 }), (asked, some, headers) => {
        const plain = decide(interpreted(asked), some)
        const given = read({ ...asked, headers: { ...Object.fromEntries(headers), ...asked.headers } }, language)
        if (isRefusal(given) || given.kind === 'page') return
        const decision = decide(given as SingleInteraction, some)
        if (decision.effect === 'permit') {
          expect(plain.effect).toBe('permit')
          expect(lineOf(decision)).toBe(lineOf(plain))
        }
      }),
      options,
    )
  })

  test('a batch of one is decided as the request alone', () => {
    fc.assert(
      fc.property(requests, scopes, (asked, some) => {
        fc.pre(asked.method !== 'POST' || !asked.target.includes('_search'))
        fc.pre(!asked.target.startsWith('/?'))
        const alone = decide(interpreted(asked), some)
        const batch = batchOf(asked)
        expect(isRefusal(batch)).toBe(false)
        if (isRefusal(batch) || !isBundle(batch)) return
        const entry = authorize(batch, callerWith(some.join(' '), definitions), authority, circumstances)
          .entries?.[0] as Decision
        expect(entry.effect).toBe(alone.effect)
        if (entry.effect === 'permit') expect(lineOf(entry)).toBe(lineOf(alone))
      }),
      options,
    )
  })
})

function interpreted(asked: Asked): SingleInteraction {
  return read(asked, language) as SingleInteraction
}

function decide(interaction: SingleInteraction, some: readonly string[]): Decision {
  return authorize(interaction, callerWith(some.join(' '), definitions), authority, circumstances)
}

function batchOf({ method, target, headers, body }: Asked) {
  const ifNoneExist = headers?.['if-none-exist']
  const request = { method, url: target.slice(1), ...(ifNoneExist && { ifNoneExist }) }
  const resource = body === undefined ? {} : { resource: JSON.parse(body.toString()) }
  return send('POST', '/', { resourceType: 'Bundle', type: 'batch', entry: [{ ...resource, request }] })
}

function lineOf(decision: Decision): string {
  const { method, path, query, body } = writeRequest(decision.interaction as WritableInteraction)
  return `${method} ${path}?${query} ${body ?? ''}`
}

function has(decision: Decision, kind: string): boolean {
  return decision.effect === 'permit' && decision.obligations.some((each) => each.kind === kind)
}

function typesOf(decision: Decision): ReadonlySet<string> {
  const guard = decision.effect === 'permit' ? decision.obligations.find((each) => each.kind === 'guard') : undefined
  return guard?.kind === 'guard' ? guard.types : new Set()
}

function isWithin(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return others.has('*') || [...some].every((type) => others.has(type))
}

/**
 * An untyped chain is typed where one type alone may be searched, and refused where several may: which of them was
 * meant is then unknown (search-disclosure: "exactly one target"). There a further scope does take something away.
 */
function hasOpenChain(interaction: SingleInteraction): boolean {
  const { query, condition, ifNoneExist } = interaction as unknown as Record<string, SearchQuery | undefined>
  const isOpen = (hop: Hop) => hop.kind === 'chain' && !hop.typed && hop.targets.length > 1
  return [query, condition, ifNoneExist].some((each) => each?.criteria.some(({ hops }) => hops.some(isOpen)))
}
