import { compileCondition } from '../evaluate/condition.ts'
import type { Caller } from '../evaluate/facts.ts'
import { FALSE, outcomeOf } from '../evaluate/outcome.ts'
import type { Tenant } from '../language.ts'
import type { Knowledge } from '../rule-book.ts'
import type { Key } from './match.ts'

/** Who belongs to a tenant, as keys of each of its rules. */
export function belongingKeys(name: string, { issuers, clients, when }: Tenant, knowledge: Knowledge): readonly Key[] {
  const key = (part: string, test: Key['test']): Key => ({ name: `tenants.${name}.${part}`, ofCaller: true, test })
  return [
    ...(issuers ? [key('issuers', ({ caller }) => outcomeOf(issuers.includes(caller.principal.issuer)))] : []),
    ...(clients ? [key('clients', ({ caller }) => outcomeOf(clients.includes(caller.principal.clientId ?? '')))] : []),
    ...(when ? [key('when', compileCondition(when, knowledge))] : []),
  ]
}

/** The tenants that a caller may belong to: where it cannot be told, their limits hold as well. */
export function tenantsOf(caller: Caller, tenants: ReadonlyMap<string, readonly Key[]>): readonly string[] {
  const facts = { caller, asked: undefined, resource: undefined }
  return [...tenants]
    .filter(([, keys]) => keys.every(({ test }) => test(facts) !== FALSE))
    .map(([name]) => name)
    .sort()
}
