import { describe, expect, test } from 'vitest'
import { compileRules } from '../../../src/policy/compile-rules.ts'
import type { Match, PolicyDocument } from '../../../src/policy/language.ts'
import type { Circumstances, Question } from '../../../src/policy/question.ts'
import type { Permitted } from '../../../src/policy/verdict.ts'
import type { Principal } from '../../../src/scopes/principal.ts'
import {
  circumstances,
  client,
  compare,
  condition,
  knowledge,
  policy,
  principal,
  question,
  rule,
} from '../documents.ts'

interface Asking {
  readonly question?: Partial<Question>
  readonly principal?: Partial<Principal>
  readonly circumstances?: Partial<Circumstances>
}

const document: Partial<PolicyDocument> = {
  roles: {
    nurse: { from: compare('has', 'token.roles', 'rn'), inherits: [] },
    chief: { from: compare('has', 'token.roles', 'head'), inherits: ['nurse', 'chief'] },
    unsure: { from: { not: condition.eq('token.grade', 'x') }, inherits: [] },
  },
  clients: {
    app: client({ tier: 'gold', purposes: ['TREAT', 'HRESCH'], defaultPurpose: 'TREAT' }),
    narrow: client({ purposes: ['HRESCH'] }),
  },
}

function ask(match: Match, { question: asked, principal: who, circumstances: where }: Asking) {
  const book = compileRules(policy([rule('a', { match })], document), knowledge)
  return book.ask(question(asked), principal(who), { ...circumstances, ...where })
}

const params = (...names: string[]) => ({ question: { parameters: new Map(names.map((name) => [name, ['x']])) } })
const monday = [{ days: [1], from: 600, to: 660 }]

describe('a key of match', () => {
  test.each<[string, Match, Asking, boolean]>([
    ['a role', { roles: ['nurse'] }, { principal: { claims: { roles: 'rn' } } }, true],
    ['a role from the mapped roles', { roles: ['nurse'] }, { principal: { roles: ['rn'] } }, true],
    ['an inherited role', { roles: ['nurse'] }, { principal: { roles: ['head'] } }, true],
    ['no role', { roles: ['nurse'] }, {}, false],
    ['a role that cannot be told', { roles: ['unsure'] }, {}, false],
    ['none of the roles', { notRoles: ['nurse'] }, {}, true],
    ['one of the roles', { notRoles: ['nurse'] }, { principal: { roles: ['rn'] } }, false],
    ['one of several roles', { notRoles: ['nurse', 'chief'] }, { principal: { roles: ['rn'] } }, false],
    ['the client', { clients: ['x', 'some-app'] }, {}, true],
    ['another client', { clients: ['x'] }, {}, false],
    ['no client', { clients: ['x'] }, { principal: { clientId: undefined } }, false],
    ['the tier', { tiers: ['gold'] }, { principal: { clientId: 'app' } }, true],
    ['no tier', { tiers: ['gold'] }, {}, false],
    ['the issuer', { issuers: ['https://id.example.org'] }, {}, true],
    ['another issuer', { issuers: ['https://id.example.org/'] }, {}, false],
    ['the interaction', { interactions: ['read', 'search'] }, {}, true],
    ['another interaction', { interactions: ['vread'] }, {}, false],
    ['the type', { resources: ['Patient', 'Observation'] }, {}, true],
    ['another type', { resources: ['Patient'] }, {}, false],
    ['the operation', { operations: ['everything'] }, { question: { operation: 'everything' } }, true],
    ['no operation', { operations: ['everything'] }, {}, false],
    ['the token’s purpose', { purposes: ['TREAT'] }, { principal: { purposeOfUse: ['TREAT'] } }, true],
    ['the default purpose', { purposes: ['TREAT'] }, { principal: { clientId: 'app' } }, true],
    [
      'the token’s before the default',
      { purposes: ['TREAT'] },
      { principal: { clientId: 'app', purposeOfUse: ['HRESCH'] } },
      false,
    ],
    [
      'a purpose that the client may not have',
      { purposes: ['TREAT'] },
      { principal: { clientId: 'narrow', purposeOfUse: ['TREAT'] } },
      false,
    ],
    ['no purpose', { purposes: ['TREAT'] }, {}, false],
    ['a network', { networks: ['10.20.0.0/16'] }, {}, true],
    [
      'a network, IPv4-mapped',
      { networks: ['10.20.0.0/16'] },
      { circumstances: { address: '::ffff:10.20.1.5' } },
      true,
    ],
    ['another network', { networks: ['192.0.2.0/24'] }, {}, false],
    ['no address', { networks: ['0.0.0.0/0'] }, { circumstances: { address: '' } }, false],
    ['outside a network', { notNetworks: ['192.0.2.0/24'] }, {}, true],
    ['not outside a network', { notNetworks: ['10.0.0.0/8'] }, {}, false],
    ['no address is not outside', { notNetworks: ['10.0.0.0/8'] }, { circumstances: { address: 'x' } }, false],
    ['the hours', { schedule: monday }, {}, true],
    ['other hours', { schedule: monday }, { circumstances: { now: circumstances.now + 3_600_000 } }, false],
    ['outside the hours', { notSchedule: monday }, {}, false],
    ['a parameter', { params: { any: ['code', 'date'] } }, params('date'), true],
    ['no parameter', { params: { any: ['code'] } }, params('date'), false],
    ['patient by subject', { params: { any: ['patient'] } }, params('subject'), true],
    ['subject is no other parameter', { params: { any: ['code'] } }, params('subject'), false],
    ['subject is not patient', { params: { any: ['subject'] } }, params('patient'), false],
    ['without a parameter', { params: { none: ['_include'] } }, params('date'), true],
    ['with a parameter', { params: { none: ['_include'] } }, params('date', '_include'), false],
    ['with one of the parameters', { params: { none: ['_include', '_has'] } }, params('_has'), false],
    ['all keys', { clients: ['some-app'], interactions: ['read'], resources: ['Observation'] }, {}, true],
    ['all keys but one', { clients: ['some-app'], interactions: ['read'], resources: ['Patient'] }, {}, false],
  ])('%s', (_, match, asking, expected) => {
    expect(ask(match, asking).effect).toBe(expected ? 'permit' : 'deny')
  })
})

describe('relation', () => {
  const self: Match = { relation: 'self' }
  const own = { principal: { fhirUser: 'https://fhir.example.org/fhir/Patient/1' } }
  const observation = (reference: string) => ({ resourceType: 'Observation', subject: { reference } })

  test('is told of each resource', () => {
    const verdict = ask(self, own) as Permitted
    expect(verdict.judge!.elements).toContain('subject')
    const judge = (resource: unknown) => verdict.judge!.judge(resource).effect
    expect(judge(observation('Patient/1'))).toBe('permit')
    for (const other of [
      observation('Patient/12'),
      observation('Patient/2'),
      { resourceType: 'Observation' },
      {},
      null,
    ]) {
      expect(judge(other)).toBe('deny')
    }
  })

  test('is told early of a Patient by its id', () => {
    const ofPatient = (id: string) => ask(self, { ...own, question: { resourceType: 'Patient', id } })
    expect(ofPatient('1')).toMatchObject({ effect: 'permit', judge: undefined })
    expect(ofPatient('2')).toMatchObject({ effect: 'deny' })
  })

  test.each<[string, Match, Asking]>([
    ['nobody’s user', self, {}],
    ['a user who is no patient', self, { principal: { fhirUser: 'Practitioner/1' } }],
    ['a patient elsewhere', self, { principal: { fhirUser: 'https://elsewhere.example.org/Patient/1' } }],
    ['no launch patient', { relation: 'context' }, own],
    ['resources that are nobody’s', self, { ...own, question: { resourceType: 'Organization' } }],
  ])('is settled early: %s', (_, match, asking) => {
    expect(ask(match, asking)).toMatchObject({ effect: 'deny', code: 'POLICY_NO_RULE' })
  })
})
