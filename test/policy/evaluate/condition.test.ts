import { describe, expect, test } from 'vitest'
import { compileCondition } from '../../../src/policy/evaluate/condition.ts'
import type { Facts } from '../../../src/policy/evaluate/facts.ts'
import { EITHER, FALSE, PENDING, TRUE, UNKNOWN } from '../../../src/policy/evaluate/outcome.ts'
import type { Condition, Literal } from '../../../src/policy/language.ts'
import { grantsOf } from '../../../src/scopes/grants.ts'
import type { Principal } from '../../../src/scopes/principal.ts'
import { attribute, circumstances, compare, compareWith, knowledge, principal, question } from '../documents.ts'

function facts(claims: Record<string, unknown>, resource?: unknown, given: Partial<Principal> = {}): Facts {
  const caller = {
    principal: principal({ claims, ...given }),
    client: undefined,
    roles: new Set<string>(),
    purposes: [],
    ownPatient: undefined,
    userType: undefined,
  }
  const asked = { question: question(), circumstances }
  return { caller, asked, resource: resource === undefined ? undefined : { content: resource } }
}

const outcome = (condition: Condition, given: Facts) => compileCondition(condition, knowledge)(given)
const base = 'https://fhir.example.org/fhir'
type Row = [Parameters<typeof compare>[0], unknown, Literal | Literal[], number]

describe('a test of an attribute with literals', () => {
  test.each<Row>([
    ['eq', 'a', 'a', TRUE],
    ['eq', 'a', 'A', FALSE],
    ['eq', ['b', 'a'], 'a', TRUE],
    ['eq', [], 'a', UNKNOWN],
    ['eq', '', 'a', UNKNOWN],
    ['eq', null, 'a', UNKNOWN],
    ['eq', 1, 1, TRUE],
    ['eq', '1', 1, UNKNOWN],
    ['eq', true, true, TRUE],
    ['eq', 'true', true, UNKNOWN],
    ['eq', { a: 1 }, 'a', UNKNOWN],
    ['eq', [{ a: 1 }, 'a'], 'a', TRUE],
    ['eq', { reference: 'Patient/1' }, 'Patient/1', TRUE],
    ['eq', { reference: `${base}/Patient/1` }, 'Patient/1', FALSE],
    ['ne', 'a', 'a', FALSE],
    ['ne', 'a', 'b', TRUE],
    ['ne', ['a', 'b'], 'b', FALSE],
    ['ne', [], 'b', UNKNOWN],
    ['ne', '1', 1, UNKNOWN],
    ['in', 'a', ['b', 'a'], TRUE],
    ['in', 'c', ['b', 'a'], FALSE],
    ['in', 1, ['b', 2], FALSE],
    ['in', true, ['b', 2], UNKNOWN],
    ['has', ['a', 'b'], 'b', TRUE],
    ['has', 'b', 'b', TRUE],
    ['has', 'ab', 'b', FALSE],
    ['has', ['a'], ['b', 'c'], FALSE],
    ['startsWith', 'user/x', 'user/', TRUE],
    ['startsWith', ['system/x', 'user/x'], 'user/', TRUE],
    ['startsWith', 'superuser/x', 'user/', FALSE],
    ['startsWith', 5, '5', UNKNOWN],
    ['lte', 5, 5, TRUE],
    ['lte', 6, 5, FALSE],
    ['gte', 5, 5, TRUE],
    ['gte', 4.9, 5, FALSE],
    ['gte', '5', 5, UNKNOWN],
    ['lte', '2026-03-01', '2026-03-01', TRUE],
    ['lte', '2026-03', '2026', TRUE],
    ['lte', '2026', '2026-03', UNKNOWN],
    ['lte', '2027', '2026-03', FALSE],
    ['gte', '2026-03-01', '2026-03', TRUE],
    ['gte', '2026', '2026-03', UNKNOWN],
    ['gte', '2025-12-31', '2026', FALSE],
    ['gte', '2026-03-01T00:30:00+02:00', '2026-03-01', FALSE],
    ['gte', '2026-02-30', '2026-01-01', UNKNOWN],
    ['gte', 'tomorrow', '2026-01-01', UNKNOWN],
    ['lte', '2026-03-01T23:59:59.999Z', '2026-03-01', TRUE],
    ['gte', '2026-03-01T00:00:00.000Z', '2026-03-01', TRUE],
    ['lte', 2025, '2026', UNKNOWN],
    ['lte', '2025', 2026, UNKNOWN],
    ['sameAs', 'Patient/1', 'Patient/1', TRUE],
    ['sameAs', `${base}/Patient/1`, 'Patient/1', TRUE],
    ['sameAs', 'Patient/1', `${base}/Patient/1`, TRUE],
    ['sameAs', { reference: 'Patient/1/_history/2' }, 'Patient/1', TRUE],
    ['sameAs', 'Patient/12', 'Patient/1', FALSE],
    ['sameAs', 'https://elsewhere.example.org/fhir/Patient/1', 'Patient/1', UNKNOWN],
    ['sameAs', { identifier: { value: 'Patient/1' } }, 'Patient/1', UNKNOWN],
    ['sameAs', '#Patient/1', '#Patient/1', UNKNOWN],
    ['sameAs', ['#a', 'Patient/1'], 'Patient/1', TRUE],
    ['cidr', '10.1.2.3', '10.0.0.0/8', TRUE],
    ['cidr', '::ffff:10.1.2.3', '10.0.0.0/8', TRUE],
    ['cidr', '11.1.2.3', ['10.0.0.0/8', '192.0.2.0/24'], FALSE],
    ['cidr', '2001:db8::1', '2001:db8::/32', TRUE],
    ['cidr', '2001:db9::1', '2001:db8::/32', FALSE],
    ['cidr', '010.1.2.3', '10.0.0.0/8', UNKNOWN],
    ['cidr', '10.1.2.3', 'office', UNKNOWN],
    ['cidr', 167_772_161, '10.0.0.0/8', UNKNOWN],
    ['matches', 'ward-12', 'ward-\\d+', TRUE],
    ['matches', 'ward-12x', 'ward-\\d+', FALSE],
    ['matches', 12, '\\d+', UNKNOWN],
    ['matches', Array(100).fill('a'), 'a', TRUE],
    ['matches', Array(101).fill('a'), 'a', UNKNOWN],
  ])('%s %j %j → %i', (name, claim, literals, expected) => {
    expect(outcome(compare(name, 'token.it', ...[literals].flat()), facts({ it: claim }))).toBe(expected)
  })

  test('work on long lists is bounded', () => {
    const list = Array.from({ length: 20_000 }, (_, at) => `x${at}`)
    expect(outcome(compare('startsWith', 'token.it', 'y'), facts({ it: list }))).toBe(UNKNOWN)
    expect(outcome(compare('eq', 'token.it', 'x19999'), facts({ it: list }))).toBe(TRUE)
  })
})

describe('an attribute', () => {
  test.each<[string, Record<string, unknown>, Literal, number]>([
    ['token.realm_access.roles', { realm_access: { roles: ['rn'] } }, 'rn', TRUE],
    ['token.realm_access.roles', { 'realm_access.roles': ['rn'] }, 'rn', TRUE],
    ['token.scope', { scope: 'openid user/*.rs' }, 'user/*.rs', TRUE],
    ['token.scope', { scope: ['openid', 'user/*.rs'] }, 'user/*.rs', TRUE],
    ['token.scope', { scope: 'openid' }, 'open', FALSE],
    ['token.source', { source: 'introspection' }, 'introspection', FALSE],
    ['token.constructor', {}, 'x', UNKNOWN],
    ['token.__proto__', {}, 'x', UNKNOWN],
    ['token.constructor.name', {}, 'Object', UNKNOWN],
    ['client.id', {}, 'some-app', TRUE],
    ['client.organization', {}, 'x', UNKNOWN],
    ['user.id', {}, 'someone', TRUE],
    ['request.nothing', {}, 'x', UNKNOWN],
    ['env.address', {}, '10.20.1.5', TRUE],
    ['env.emergency', {}, true, FALSE],
  ])('%s of %j', (name, claims, literal, expected) => {
    expect(outcome(compare('eq', name, literal), facts(claims))).toBe(expected)
  })

  test('roles are those that the issuer’s claims give, also where the token has a claim of that name', () => {
    const given = { roles: ['mapped'] }
    expect(outcome(compare('has', 'token.roles', 'mapped'), facts({}, undefined, given))).toBe(TRUE)
    expect(outcome(compare('has', 'token.roles', 'mapped'), facts({ roles: 'own' }, undefined, given))).toBe(TRUE)
    expect(outcome(compare('has', 'token.roles', 'own'), facts({ roles: 'own' }, undefined, given))).toBe(FALSE)
  })

  test.each<[string, string, Partial<Principal>]>([
    ['token.patient', 'decided', { patient: 'decided' }],
    ['token.encounter', 'decided', { encounter: 'decided' }],
    ['token.fhirUser', 'Patient/decided', { fhirUser: 'Patient/decided' }],
    ['token.client_id', 'decided', { clientId: 'decided' }],
    ['token.scope', 'user/Goal.rs', { grants: grantsOf(['user/Goal.rs', 'openid'], {}, knowledge.definitions) }],
    ['token.scope', 'openid', { grants: grantsOf(['user/Goal.rs', 'openid'], {}, knowledge.definitions) }],
  ])('%s is what all else is decided by, not a claim of that name', (name, decided, given) => {
    const written = {
      patient: 'written',
      encounter: 'written',
      fhirUser: 'written',
      client_id: 'written',
      scope: 'written',
    }
    expect(outcome(compare('eq', name, decided), facts(written, undefined, given))).toBe(TRUE)
    expect(outcome(compare('eq', name, 'written'), facts(written, undefined, given))).toBe(FALSE)
  })

  test('the launch patient is a bare id, and the same as the reference to it', () => {
    const given = facts({ fhirUser: `${base}/Patient/1`, patient: '1' })
    expect(outcome(compareWith('sameAs', 'token.fhirUser', 'token.patient'), given)).toBe(TRUE)
    expect(outcome(compareWith('sameAs', 'token.patient', 'token.fhirUser'), given)).toBe(TRUE)
    const other = facts({ fhirUser: 'Patient/2', patient: '1' })
    expect(outcome(compareWith('sameAs', 'token.fhirUser', 'token.patient'), other)).toBe(FALSE)
    expect(outcome(compareWith('sameAs', 'token.fhirUser', 'token.patient'), facts({ patient: '1' }))).toBe(UNKNOWN)
  })

  test.each<[string, unknown, number]>([
    ['resource.meta.security.code', { meta: { security: [{ code: 'N' }, { code: 'R' }] } }, TRUE],
    ['resource.meta.security.code', { meta: { security: [] } }, UNKNOWN],
    ['resource.meta.security.code', { meta: 'R' }, UNKNOWN],
    ['resource.list', { list: [null, ['R']] }, TRUE],
    ['resource.list', { list: [null, 'S'] }, FALSE],
    ['resource.list', [], UNKNOWN],
    ['resource.length', 'R', UNKNOWN],
    ['resource.list', null, UNKNOWN],
  ])('%s of %j', (name, resource, expected) => {
    expect(outcome(compare('eq', name, 'R'), facts({}, resource))).toBe(expected)
  })
})

describe('what is asked', () => {
  const { caller } = facts({})
  const asking = (given: Parameters<typeof question>[0]): Facts => {
    return { caller, asked: { question: question(given), circumstances }, resource: undefined }
  }

  test.each<[string, Parameters<typeof question>[0], number]>([
    ['request.params.code', { parameters: new Map([['code', ['x']]]) }, TRUE],
    ['request.params.code', { parameters: new Map([['status', ['x']]]) }, UNKNOWN],
    ['request.operation', { operation: 'x' }, TRUE],
    ['request.operation', { operation: 'y' }, FALSE],
    ['request.id', { id: 'x' }, TRUE],
    ['resource.resourceType', { resourceType: 'x' }, TRUE],
    ['resource.resourceType', { resourceType: 'y' }, FALSE],
    ['resource.resourceType', { resourceType: undefined }, PENDING],
    ['resource.resourceType.x', { resourceType: 'x' }, PENDING],
    ['resource.status', { resourceType: 'x' }, PENDING],
  ])('%s of %j', (name, given, expected) => {
    expect(outcome(compare('eq', name, 'x'), asking(given))).toBe(expected)
  })

  test('says nothing while it is made out who the caller is', () => {
    const nobody: Facts = { caller, asked: undefined, resource: undefined }
    for (const name of [
      'env.address',
      'request.id',
      'request.params.code',
      'request.headers.x',
      'request.interaction',
    ]) {
      expect(outcome({ exists: attribute(name) }, nobody)).not.toBe(TRUE)
    }
    expect(outcome(compare('eq', 'resource.resourceType', 'x'), nobody)).toBe(PENDING)
  })
})

describe('joined tests', () => {
  const known = facts({ a: 'a' })
  const [yes, no, absent] = [
    compare('eq', 'token.a', 'a'),
    compare('eq', 'token.a', 'b'),
    compare('eq', 'token.c', 'b'),
  ]
  const pending = compare('eq', 'resource.status', 'final')

  test.each<[string, Condition, number]>([
    ['all, one absent', { all: [yes, absent] }, UNKNOWN],
    ['all, one fails', { all: [absent, no] }, FALSE],
    ['all, one pending and one fails', { all: [pending, no] }, FALSE],
    ['all, one pending and one absent', { all: [pending, absent] }, FALSE | UNKNOWN],
    ['any, one absent', { any: [no, absent] }, UNKNOWN],
    ['any, one holds', { any: [absent, yes] }, TRUE],
    ['any, one pending and one absent', { any: [pending, absent] }, TRUE | UNKNOWN],
    ['any, one pending and one holds', { any: [pending, yes] }, TRUE],
    ['not absent', { not: absent }, UNKNOWN],
    ['not pending', { not: pending }, PENDING],
    ['exists of the resource', { exists: attribute('resource.status') }, EITHER],
    ['exists of nothing', { exists: attribute('token.c') }, FALSE],
    ['absent on one side, pending on the other', compareWith('eq', 'resource.status', 'token.c'), UNKNOWN],
  ])('%s', (_, condition, expected) => {
    expect(outcome(condition, known)).toBe(expected)
  })
})

test('a pattern that stands in an attribute is none', () => {
  expect(outcome(compareWith('matches', 'token.a', 'token.b'), facts({ a: 'x', b: 'x' }))).toBe(UNKNOWN)
})
