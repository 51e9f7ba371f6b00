import { admissionOf } from './compile/admission.ts'
import { decide } from './compile/ask.ts'
import { callerReader } from './compile/caller.ts'
import { knownCallers } from './compile/candidates.ts'
import { headersOf } from './compile/headers.ts'
import { limitFor } from './compile/limits.ts'
import { refusedClient } from './compile/refuse.ts'
import { type CompiledRule, compileRule } from './compile/rule.ts'
import { indexRules } from './compile/rule-index.ts'
import { withoutEffect } from './compile/shadow.ts'
import { belongingKeys, tenantsOf } from './compile/tenants.ts'
import type { Caller } from './evaluate/facts.ts'
import { localClock } from './evaluate/schedule.ts'
import type { PolicyDocument, Rule } from './language.ts'
import type { Knowledge, RuleBook } from './rule-book.ts'

/**
 * Makes a policy ready to be asked: default deny, deny-overrides, whatever the order of its rules. A policy that is in
 * shadow mode as a whole permits everything and tells what it would have denied; one that is off permits everything.
 *
 * @throws RangeError for a time zone that does not exist; a checked document has none.
 */
export function compileRules(document: PolicyDocument, knowledge: Knowledge): RuleBook {
  const { defaults, tenants } = document
  const compiled = defaults.mode === 'off' ? [] : compileAll(document, knowledge)
  const isType = (name: string) => knowledge.definitions.isResourceType(name)
  const admission = admissionOf(document)
  const belonging = new Map(
    Object.entries(tenants).map(([name, tenant]) => [name, belongingKeys(name, tenant, knowledge)]),
  )
  const limitOf = (caller: Caller) =>
    defaults.mode === 'enforce' ? limitFor(caller, tenantsOf(caller, belonging), document) : undefined
  const knownOf = knownCallers(callerReader(document, knowledge), limitOf, indexRules(compiled), isType)
  const isOpen = document.rules === undefined

  const ask: RuleBook['ask'] = (question, principal, circumstances) => {
    const known = knownOf(principal)
    const refused = admission(known.caller, circumstances.address)
    if (refused !== undefined) return refusedClient(refused)
    return decide({ known, question, circumstances, knowledge, isOpen })
  }

  return {
    ask: defaults.mode === 'enforce' ? ask : withoutEffect(defaults.mode === 'off' ? undefined : ask),
    limitOf: (principal) => knownOf(principal).limit,
    rolesOf: (principal) => knownOf(principal).roles,
    ruleIds: compiled.map(({ rule }) => rule.id),
    headers: headersOf(document),
  }
}

/** Rules that are off are as if they were not there. */
function compileAll({ rules = [], tenants, defaults }: PolicyDocument, knowledge: Knowledge): readonly CompiledRule[] {
  const matching = { knowledge, clock: localClock(defaults.timezone) }
  const compile = (rule: Rule, belonging: ReturnType<typeof belongingKeys>) => {
    const { mode = 'enforce' } = rule
    return mode === 'off' ? [] : [compileRule(rule, mode, belonging, matching)]
  }
  const ofTenants = Object.entries(tenants).flatMap(([name, tenant]) => {
    const belonging = belongingKeys(name, tenant, knowledge)
    return tenant.rules.flatMap((rule) => compile(rule, belonging))
  })
  return [...rules.flatMap((rule) => compile(rule, [])), ...ofTenants]
}
