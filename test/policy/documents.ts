import { loadDefinitions } from '../../src/config/definitions/load-definitions.ts'
import { patientCompartment } from '../../src/fhir/compartment/membership.ts'
import { createReferenceReader } from '../../src/fhir/reference.ts'
import type {
  Attribute,
  Client,
  Comparison,
  Condition,
  Literal,
  Obligations,
  PolicyDocument,
  Rule,
} from '../../src/policy/language.ts'
import type { Circumstances, Question } from '../../src/policy/question.ts'
import type { Knowledge } from '../../src/policy/rule-book.ts'
import { grantsOf } from '../../src/scopes/grants.ts'
import type { Principal } from '../../src/scopes/principal.ts'

const ownBases = ['https://fhir.example.org/fhir']
const definitions = loadDefinitions('R4')

export const knowledge: Knowledge = {
  definitions,
  compartment: patientCompartment(definitions, { ownBases }),
  readReference: createReferenceReader(ownBases),
}

const noObligations: Obligations = {
  narrow: {},
  redact: [],
  maxResults: undefined,
  addLabels: [],
  stepUp: undefined,
  notify: [],
  audit: undefined,
}

/** A rule that permits everything, but for what is given. */
export function rule(
  id: string,
  { obligations, ...given }: Partial<Omit<Rule, 'obligations'>> & { obligations?: Partial<Obligations> } = {},
): Rule {
  return {
    id,
    effect: 'permit',
    description: undefined,
    reason: undefined,
    match: {},
    when: undefined,
    denialStyle: undefined,
    mode: undefined,
    notBefore: undefined,
    notAfter: undefined,
    place: { file: 'policy.yaml', line: 1 },
    ...given,
    obligations: { ...noObligations, ...obligations },
  }
}

export function client(given: Partial<Client> = {}): Client {
  return {
    name: undefined,
    status: 'active',
    issuers: undefined,
    networks: undefined,
    purposes: undefined,
    defaultPurpose: undefined,
    fhirRefs: [],
    organization: undefined,
    tier: undefined,
    limits: undefined,
    ...given,
  }
}

export function policy(rules: readonly Rule[] | undefined, given: Partial<PolicyDocument> = {}): PolicyDocument {
  return {
    name: 'test',
    version: undefined,
    defaults: { timezone: 'UTC', mode: 'enforce' },
    sets: { networks: {}, schedules: {}, resources: {} },
    roles: {},
    clients: {},
    limits: { default: undefined, tiers: {} },
    tenants: {},
    ...given,
    rules,
  }
}

/** Policies look at no scopes but by the claim. */
export function principal(given: Partial<Principal> = {}): Principal {
  return {
    issuer: 'https://id.example.org',
    subject: 'someone',
    clientId: 'some-app',
    tokenId: undefined,
    expiresAt: 0,
    issuedAt: undefined,
    source: 'jwt',
    confirmation: undefined,
    grants: grantsOf([], {}, definitions),
    patient: undefined,
    encounter: undefined,
    fhirUser: undefined,
    roles: [],
    purposeOfUse: [],
    claims: {},
    ...given,
  }
}

export function question(given: Partial<Question> = {}): Question {
  return {
    interaction: 'read',
    resourceType: 'Observation',
    id: undefined,
    operation: undefined,
    parameters: new Map(),
    part: 'asked',
    ...given,
  }
}

/** Monday, 10:15 in UTC. */
export const circumstances: Circumstances = {
  now: Date.UTC(2026, 2, 2, 10, 15),
  address: '10.20.1.5',
  headers: {},
}

/** `token.realm_access.roles`, as a policy writes it. */
export function attribute(text: string): Attribute {
  const [root, ...path] = text.split('.')
  return { root: root as Attribute['root'], path }
}

export function compare(test: Comparison, name: string, ...literals: readonly Literal[]): Condition {
  return { test, attribute: attribute(name), operand: { literals } }
}

export function compareWith(test: Comparison, name: string, other: string): Condition {
  return { test, attribute: attribute(name), operand: { attribute: attribute(other) } }
}

export const condition = {
  eq: (name: string, ...literals: readonly Literal[]) => compare('eq', name, ...literals),
  exists: (name: string): Condition => ({ exists: attribute(name) }),
}
