import { BlockList, isIP } from 'node:net'
import type { Condition, Rule, Tenant, Window } from '../../../src/policy/language.ts'
import type { PolicyInteraction } from '../../../src/policy/question.ts'
import type { Denied } from '../../../src/policy/verdict.ts'
import type { Triple } from './generate.ts'
import { type Answer, compareValues } from './tests.ts'
import { isOf, valuesOf } from './values.ts'

/** What the policy says when the resource is there. Slow and obvious: every rule is looked at from front to back. */
export interface Outcome {
  readonly code: 'PERMITTED' | Denied['code']
  /** Ids of the rules that led there. */
  readonly rules: readonly string[]
}

export function evaluate(triple: Triple): Outcome {
  const { document, principal, circumstances } = triple
  const client = document.clients[principal.clientId ?? '']
  if (client !== undefined) {
    const { status, issuers, networks } = client
    if (status !== 'active') return { code: 'CLIENT_REFUSED', rules: [] }
    if (issuers && !issuers.includes(principal.issuer)) return { code: 'CLIENT_REFUSED', rules: [] }
    if (networks && isInside(networks, circumstances.address) !== 'yes') return { code: 'CLIENT_REFUSED', rules: [] }
  }

  const inForce = allRules(triple).filter(({ rule }) => (rule.mode ?? 'enforce') === 'enforce')
  const told = inForce.map(({ rule, tenant }) => ({ rule, answer: fits(rule, tenant, triple) }))
  const denies = told.filter(({ rule, answer }) => rule.effect === 'deny' && answer !== 'no')
  if (denies.length > 0) return { code: 'POLICY_RULE', rules: denies.map(({ rule }) => rule.id) }

  const fitting = told
    .filter(({ rule, answer }) => rule.effect === 'permit' && answer === 'yes')
    .map(({ rule }) => rule)
  const unfilled = fitting.filter((rule) => !canFill(rule, triple))
  const weak = fitting.filter((rule) => canFill(rule, triple) && !isStrong(rule, triple))
  const permits = fitting.filter((rule) => !unfilled.includes(rule) && !weak.includes(rule))
  if (permits.length > 0) return { code: 'PERMITTED', rules: permits.map(({ id }) => id) }
  if (weak.length > 0) return { code: 'STEP_UP_NEEDED', rules: weak.map(({ id }) => id) }
  if (unfilled.length > 0) return { code: 'OBLIGATION_IMPOSSIBLE', rules: unfilled.map(({ id }) => id) }
  return { code: 'POLICY_NO_RULE', rules: [] }
}

function allRules({ document }: Triple): { rule: Rule; tenant?: Tenant }[] {
  const own = (document.rules ?? []).map((rule) => ({ rule }))
  return [
    ...own,
    ...Object.values(document.tenants).flatMap((tenant) => tenant.rules.map((rule) => ({ rule, tenant }))),
  ]
}

function fits(rule: Rule, tenant: Tenant | undefined, triple: Triple): Answer {
  const { interaction, part } = triple.question
  const asked = fitsAs(interaction, rule, tenant, triple)
  return part === 'asked' ? asked : any([asked, fitsAs('read', rule, tenant, triple)])
}

/** Where there is never a resource, what hangs on one does not apply: every way it could come out has to be the same. */
function fitsAs(interaction: PolicyInteraction, rule: Rule, tenant: Tenant | undefined, triple: Triple): Answer {
  const { question } = triple
  const operation = interaction === question.interaction ? question.operation : undefined
  const as = { ...triple, question: { ...question, interaction, operation } }
  if (!['batch', 'transaction', 'capabilities'].includes(question.interaction)) return keysFit(rule, tenant, as, [])
  if (rule.match.relation || rule.match.resources) return 'no'
  const leaves = rule.when === undefined ? 0 : countLeaves(rule.when, triple)
  const answers = guesses(leaves).map((guess) => keysFit(rule, tenant, as, [...guess]))
  return answers.every((each) => each === answers[0]) ? answers[0]! : 'no'
}

function keysFit(rule: Rule, tenant: Tenant | undefined, triple: Triple, guess: Answer[]): Answer {
  const { match, notBefore, notAfter, when } = rule
  const { principal, question, circumstances, document } = triple
  const client = document.clients[principal.clientId ?? '']
  const roles = rolesOf(triple)
  const purposes = purposesOf(triple)
  const yes = (holds: boolean): Answer => (holds ? 'yes' : 'no')
  const has = (name: string) =>
    question.parameters.has(name) || (name === 'patient' && question.parameters.has('subject'))
  const answers: Answer[] = []
  if (tenant?.issuers) answers.push(yes(tenant.issuers.includes(principal.issuer)))
  if (tenant?.clients) answers.push(yes(tenant.clients.includes(principal.clientId ?? '')))
  if (tenant?.when) answers.push(holds(tenant.when, triple, guess))
  if (notBefore !== undefined) answers.push(yes(circumstances.now >= notBefore))
  if (notAfter !== undefined) answers.push(yes(circumstances.now <= notAfter))
  if (match.roles) answers.push(yes(match.roles.some((role) => roles.has(role))))
  if (match.notRoles) answers.push(yes(match.notRoles.every((role) => !roles.has(role))))
  if (match.clients) answers.push(yes(match.clients.includes(principal.clientId ?? '')))
  if (match.tiers) answers.push(yes(match.tiers.includes(client?.tier ?? '')))
  if (match.issuers) answers.push(yes(match.issuers.includes(principal.issuer)))
  if (match.interactions) answers.push(yes(match.interactions.includes(question.interaction)))
  if (match.resources) answers.push(yes(match.resources.includes(typeOf(triple) ?? '')))
  if (match.operations) answers.push(yes(match.operations.includes(question.operation ?? '')))
  if (match.purposes) answers.push(yes(match.purposes.some((purpose) => purposes.includes(purpose))))
  if (match.networks) answers.push(isInside(match.networks, circumstances.address))
  if (match.notNetworks) answers.push(opposite(isInside(match.notNetworks, circumstances.address)))
  if (match.schedule) answers.push(yes(isInHours(match.schedule, triple)))
  if (match.notSchedule) answers.push(yes(!isInHours(match.notSchedule, triple)))
  if (match.params?.any) answers.push(yes(match.params.any.some(has)))
  if (match.params?.none) answers.push(yes(!match.params.none.some(has)))
  if (match.relation) answers.push(yes(isOf(match.relation, triple)))
  if (when) answers.push(holds(when, triple, guess))
  return all(answers)
}

function holds(condition: Condition, triple: Triple, guess: Answer[]): Answer {
  if ('all' in condition) return all(condition.all.map((each) => holds(each, triple, guess)))
  if ('any' in condition) return any(condition.any.map((each) => holds(each, triple, guess)))
  if ('not' in condition) return opposite(holds(condition.not, triple, guess))
  const guessed = countLeaves(condition, triple) > 0 ? guess.pop() : undefined
  if ('exists' in condition) return guessed ?? (valuesOf(condition.exists, triple).length > 0 ? 'yes' : 'no')
  const { test, attribute, operand } = condition
  const operands = 'literals' in operand ? operand.literals : valuesOf(operand.attribute, triple)
  const answer = compareValues(test, valuesOf(attribute, triple), operands)
  if (guessed === undefined) return answer
  const sides = 'literals' in operand ? [attribute] : [attribute, operand.attribute]
  const isAbsent = sides.some((side) => side.root !== 'resource' && valuesOf(side, triple).length === 0)
  return isAbsent ? 'unknown' : guessed
}

function all(answers: readonly Answer[]): Answer {
  return answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes'
}

function any(answers: readonly Answer[]): Answer {
  return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no'
}

function opposite(answer: Answer): Answer {
  return answer === 'yes' ? 'no' : answer === 'no' ? 'yes' : 'unknown'
}

/** Tests in a condition that look at the resource. Nobody's relation needs no resource to be told. */
function countLeaves(condition: Condition, triple: Triple): number {
  if ('all' in condition) return condition.all.reduce((sum, each) => sum + countLeaves(each, triple), 0)
  if ('any' in condition) return condition.any.reduce((sum, each) => sum + countLeaves(each, triple), 0)
  if ('not' in condition) return countLeaves(condition.not, triple)
  const { patient, fhirUser } = triple.principal
  const isSomeone = patient !== undefined || fhirUser?.includes('Patient/')
  return (isSomeone ? /"resource"|"relation"/ : /"resource"/).test(JSON.stringify(condition)) ? 1 : 0
}

function guesses(leaves: number): Answer[][] {
  if (leaves === 0) return [[]]
  return guesses(leaves - 1).flatMap((rest) => (['yes', 'no', 'unknown'] as const).map((each) => [...rest, each]))
}

function typeOf({ question, resource }: Triple): string | undefined {
  return question.resourceType ?? (resource as { resourceType?: string } | null)?.resourceType
}

function rolesOf(triple: Triple): ReadonlySet<string> {
  const { roles } = triple.document
  const held = new Set<string>()
  const add = (name: string) => {
    if (held.has(name)) return
    held.add(name)
    roles[name]!.inherits.forEach(add)
  }
  for (const [name, { from }] of Object.entries(roles)) if (holds(from, triple, []) === 'yes') add(name)
  return held
}

function purposesOf({ document, principal }: Triple): readonly string[] {
  const client = document.clients[principal.clientId ?? '']
  const said = principal.purposeOfUse.length > 0 ? principal.purposeOfUse : [client?.defaultPurpose ?? '']
  return said.filter((each) => client?.purposes?.includes(each) ?? true)
}

function isInside(networks: readonly string[], address: string): Answer {
  if (isIP(address) === 0) return 'unknown'
  const list = new BlockList()
  for (const network of networks) {
    const [base = '', bits] = network.split('/')
    list.addSubnet(base, Number(bits), isIP(base) === 6 ? 'ipv6' : 'ipv4')
  }
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4') ? 'yes' : 'no'
}

function isInHours(windows: readonly Window[], { document, circumstances }: Triple): boolean {
  const shown = new Date(circumstances.now).toLocaleString('en-GB', {
    timeZone: document.defaults.timezone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  })
  const [, weekday = '', hour, minute] = /^(\w{3}).* (\d\d):(\d\d)$/.exec(shown) ?? []
  const at = Number(hour) * 60 + Number(minute)
  const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(weekday)
  return windows.some(({ days, from, to }) => {
    if (from < to) return days.includes(day) && from <= at && at < to
    return at >= from ? days.includes(day) : at < to && days.includes(day === 0 ? 6 : day - 1)
  })
}

function canFill({ obligations }: Rule, triple: Triple): boolean {
  return Object.values(obligations.narrow).every((text) =>
    [...text.matchAll(/\$\{(\w+)\.([\w.]+)\}/g)].every(([, root, path]) => {
      const attribute = { root: root as 'token', path: path!.split('.') }
      return valuesOf(attribute, triple).length > 0
    }),
  )
}

function isStrong({ obligations: { stepUp } }: Rule, { principal, circumstances }: Triple): boolean {
  if (stepUp === undefined) return true
  const { acr, auth_time } = principal.claims
  const isClass = stepUp.acr.length === 0 || stepUp.acr.includes(String(acr))
  const isFresh =
    stepUp.maxAge === undefined ||
    (typeof auth_time === 'number' && circumstances.now / 1000 - auth_time <= stepUp.maxAge)
  return isClass && isFresh
}
