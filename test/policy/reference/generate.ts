import type { Client, Condition, Literal, Match, PolicyDocument, Rule, Tenant } from '../../../src/policy/language.ts'
import type { Circumstances, Question } from '../../../src/policy/question.ts'
import type { Principal } from '../../../src/scopes/principal.ts'
import type { Random } from '../../fixtures/random.ts'
import { attribute, circumstances, client, policy, principal, question, rule } from '../documents.ts'

/** One case: a policy, who asks what, and the resource in question. */
export interface Triple {
  readonly document: PolicyDocument
  readonly principal: Principal
  readonly question: Question
  readonly circumstances: Circumstances
  readonly resource: unknown
}

const types = ['Observation', 'Patient', 'Practitioner']
const interactions = ['read', 'search', 'create', 'operation'] as const
const references = ['Patient/1', 'https://fhir.example.org/fhir/Patient/1', 'Patient/2', 'Practitioner/1', '#x']
const organizations = ['Organization/a', 'Organization/b', 'https://fhir.example.org/fhir/Organization/a']
const purposes = ['TREAT', 'HRESCH']
const networks = ['10.0.0.0/8', '192.0.2.0/24', '::ffff:10.20.0.0/112', '2001:db8::/32']
const dates = ['2026', '2026-03', '2026-03-02', '2026-03-02T10:15:00.000Z', '2025-12-31', '1990']
const roles = ['nurse', 'chief', 'stranger']
const parameters = ['patient', 'subject', 'code']

/** Attributes, and what may reasonably or unreasonably be compared with them. */
const attributes: readonly (readonly [string, readonly Literal[]])[] = [
  ['token.roles', ['rn', 'md', 1]],
  ['token.grade', ['chief', 'junior']],
  ['token.level', [1, 2, '1', true]],
  ['token.scope', ['user/', 'system/Patient.rs', 'user/*.rs']],
  ['token.realm.groups', ['ED', 'ICU']],
  ['token.org', organizations],
  ['token.source', ['jwt', 'introspection']],
  ['client.id', ['app-a', 'app-b']],
  ['client.organization', organizations],
  ['client.tier', ['gold', 'basic']],
  ['user.type', ['Patient', 'Practitioner']],
  ['user.fhirUser', references],
  ['request.interaction', [...interactions]],
  ['request.resourceType', types],
  ['request.params.code', ['8480-6', '1']],
  ['request.headers.x-ward', ['icu', 'er']],
  ['request.relation', ['self', 'context', 'none']],
  ['resource.resourceType', types],
  ['resource.status', ['final', 'draft']],
  ['resource.subject', references],
  ['resource.meta.security.code', ['R', 'V']],
  ['resource.issued', dates],
  ['resource.valueInteger', [1, 5]],
  ['resource.active', [true, false]],
  ['env.now', dates],
  ['env.address', networks],
]

export function generateTriple(random: Random): Triple {
  return { document: generatePolicy(random), ...generateRequest(random) }
}

function generatePolicy(random: Random): PolicyDocument {
  const list = Array.from({ length: 1 + random.below(5) }, (_, at) => generateRule(random, `rule-${at}`))
  const ownCondition = (): Condition => ({
    test: 'has',
    attribute: attribute('token.roles'),
    operand: { literals: ['rn'] },
  })
  return policy(list, {
    defaults: { timezone: random.pick(['UTC', 'Europe/Rome', 'Asia/Taipei']), mode: 'enforce' },
    roles: {
      nurse: { from: ownCondition(), inherits: [] },
      chief: {
        from: generateCondition(random, 1, /^(token|client|user)/),
        inherits: random.chance(0.5) ? ['nurse'] : [],
      },
      stranger: { from: { not: { exists: attribute('token.grade') } }, inherits: [] },
    },
    clients: { 'app-a': generateClient(random), 'app-b': client({ tier: 'basic', organization: 'Organization/b' }) },
    tenants: random.chance(0.2) ? { north: generateTenant(random) } : {},
  })
}

function generateTenant(random: Random): Tenant {
  return {
    issuers: random.maybe(0.3, () => ['https://id.example.org']),
    clients: random.maybe(0.3, () => ['app-a']),
    when: random.maybe(0.5, () => generateCondition(random, 1, /^(token|client|user)/)),
    rules: [generateRule(random, 'rule-n')],
    limits: undefined,
  }
}

function generateClient(random: Random): Client {
  return client({
    status: random.chance(0.95) ? 'active' : 'suspended',
    issuers: random.maybe(0.1, () => [random.pick(['https://id.example.org', 'https://other.example.org'])]),
    networks: random.maybe(0.1, () => random.some(networks)),
    purposes: random.maybe(0.5, () => random.some(purposes)),
    defaultPurpose: random.maybe(0.7, () => random.pick(purposes)),
    organization: random.maybe(0.7, () => random.pick(organizations)),
    tier: random.maybe(0.7, () => 'gold'),
  })
}

export function generateRule(random: Random, id: string): Rule {
  const isPermit = random.chance(0.65)
  return rule(id, {
    effect: isPermit ? 'permit' : 'deny',
    match: generateMatch(random),
    when: random.maybe(0.6, () => generateCondition(random, 2)),
    mode: random.pick(['enforce', undefined, undefined, undefined, 'shadow', 'off']),
    notBefore: random.maybe(0.05, () => circumstances.now + random.pick([-1, 0, 1])),
    notAfter: random.maybe(0.05, () => circumstances.now + random.pick([-1, 0, 1])),
    obligations: isPermit
      ? {
          narrow: random.chance(0.1)
            ? { requestor: random.pick([`$\{client.organization}`, `x-$\{token.grade}`]) }
            : {},
          stepUp: random.maybe(0.1, () => ({ acr: random.pick([[], ['aal2']]), maxAge: random.pick([60, 600]) })),
        }
      : {},
  })
}

function generateMatch(random: Random): Match {
  const hours = () => [
    { days: random.some([0, 1, 2, 6], 3), from: random.pick([0, 600, 1200]), to: random.pick([480, 660, 1440]) },
  ]
  const given: { [Key in keyof Match]: Match[Key] | undefined } = {
    roles: random.maybe(0.25, () => random.some(roles)),
    notRoles: random.maybe(0.1, () => random.some(roles, 2)),
    clients: random.maybe(0.1, () => random.some(['app-a', 'app-b', 'app-c'])),
    tiers: random.maybe(0.1, () => random.some(['gold', 'basic'])),
    issuers: random.maybe(0.1, () => random.some(['https://id.example.org', 'https://other.example.org'])),
    interactions: random.maybe(0.4, () => random.some([...interactions, 'batch'] as const, 4)),
    resources: random.maybe(0.4, () => random.some(types)),
    operations: random.maybe(0.05, () => ['everything']),
    purposes: random.maybe(0.15, () => random.some(purposes)),
    relation: random.maybe(0.15, () => random.pick(['self', 'context'] as const)),
    networks: random.maybe(0.1, () => random.some(networks)),
    notNetworks: random.maybe(0.1, () => random.some(networks)),
    schedule: random.maybe(0.1, hours),
    notSchedule: random.maybe(0.1, hours),
    params: random.maybe(0.15, () => ({ [random.pick(['any', 'none'])]: random.some(parameters, 2) })),
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

function generateCondition(random: Random, depth: number, about = /./): Condition {
  const kind = depth === 0 ? 5 : random.below(8)
  const parts = () => Array.from({ length: 1 + random.below(2) }, () => generateCondition(random, depth - 1, about))
  if (kind === 0) return { all: parts() }
  if (kind === 1) return { any: parts() }
  if (kind === 2) return { not: generateCondition(random, depth - 1, about) }
  const usable = attributes.filter(([name]) => about.test(name))
  const [name, literals] = random.pick(usable)
  if (random.chance(0.1)) return { exists: attribute(name) }
  const test = testFor(name, random)
  const isReference = test === 'sameAs'
  const others = usable.filter(([other]) => isReference === /org|subject|fhirUser/.test(other))
  if (random.chance(0.2) && others.length > 0 && test !== 'cidr') {
    return { test, attribute: attribute(name), operand: { attribute: attribute(random.pick(others)[0]) } }
  }
  return { test, attribute: attribute(name), operand: { literals: random.some(literals, test === 'in' ? 3 : 1) } }
}

function testFor(name: string, random: Random) {
  if (name === 'env.address') return 'cidr'
  if (/now|issued|level|valueInteger/.test(name) && random.chance(0.6)) return random.pick(['lte', 'gte'] as const)
  if (/org|subject|fhirUser/.test(name) && random.chance(0.6)) return 'sameAs'
  return random.pick(['eq', 'ne', 'in', 'has', 'startsWith'] as const)
}

function generateRequest(random: Random): Omit<Triple, 'document'> {
  const interaction = random.pick([...interactions, ...interactions, 'batch'] as const)
  const resourceType = interaction === 'batch' || random.chance(0.1) ? undefined : random.pick(types)
  const id = interaction === 'read' && resourceType !== undefined ? random.pick(['1', '2']) : undefined
  return {
    principal: generatePrincipal(random),
    question: question({
      interaction,
      resourceType,
      id,
      operation: interaction === 'operation' ? random.pick(['everything', 'validate']) : undefined,
      parameters: new Map(random.chance(0.5) ? random.some(parameters).map((name) => [name, ['8480-6']]) : []),
      part: random.chance(0.15) && interaction !== 'batch' ? 'along' : 'asked',
    }),
    circumstances: {
      now: circumstances.now + random.pick([0, 0, 12, 36, 100]) * 3_600_000,
      address: random.pick(['10.20.1.5', '::ffff:10.20.1.5', '192.0.2.7', '2001:db8::1', '198.51.100.1', 'unix:']),
      headers: random.chance(0.5) ? { 'x-ward': random.pick(['icu', 'er']) } : {},
    },
    resource: generateResource(random, resourceType ?? random.pick(types), id),
  }
}

function generatePrincipal(random: Random): Principal {
  const claims = {
    roles: random.pick([undefined, 'rn', ['rn'], ['md', 'rn'], [], null]),
    grade: random.pick([undefined, 'chief', 'junior', '']),
    level: random.pick([undefined, 1, 2, '1', { deep: 1 }]),
    scope: random.pick([undefined, 'user/*.rs', 'system/Patient.rs user/*.rs', ['user/*.rs']]),
    realm: random.pick([undefined, { groups: ['ED', 'ICU'] }, { groups: 'ED' }, 'ED']),
    org: random.pick([undefined, ...organizations]),
    acr: random.pick([undefined, 'aal1', 'aal2']),
    auth_time: random.pick([undefined, circumstances.now / 1000 - 30, circumstances.now / 1000 - 300]),
  }
  return principal({
    clientId: random.pick(['app-a', 'app-a', 'app-b', 'app-c', undefined]),
    issuer: random.pick(['https://id.example.org', 'https://id.example.org', 'https://other.example.org']),
    source: random.pick(['jwt', 'introspection'] as const),
    fhirUser: random.pick([undefined, ...references.slice(0, 4)]),
    patient: random.pick([undefined, '1', '2']),
    roles: random.pick([[], ['rn'], ['md']]),
    purposeOfUse: random.pick([[], ['TREAT'], ['HRESCH', 'TREAT']]),
    claims: Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined)),
  })
}

function generateResource(random: Random, resourceType: string, id: string | undefined): unknown {
  const security = random.pick([undefined, [{ code: 'R' }], [{ code: 'N' }, { code: 'V' }], [{ system: 'x' }]])
  const members = {
    id: id ?? random.pick(['1', '2']),
    status: random.pick([undefined, 'final', 'draft']),
    subject:
      resourceType === 'Observation'
        ? random.pick([undefined, ...references.map((reference) => ({ reference })), { identifier: { value: 'x' } }])
        : undefined,
    meta: security && { security },
    issued: random.pick([undefined, ...dates, 'yesterday']),
    valueInteger: random.pick([undefined, 1, 3, 7]),
    active: random.pick([undefined, true, false]),
  }
  const given = Object.entries(members).filter(([, value]) => value !== undefined)
  return { resourceType, ...Object.fromEntries(given) }
}
