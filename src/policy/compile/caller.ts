import type { Principal } from '../../scopes/principal.ts'
import { compileCondition } from '../evaluate/condition.ts'
import type { Caller } from '../evaluate/facts.ts'
import { TRUE } from '../evaluate/outcome.ts'
import type { Client, PolicyDocument } from '../language.ts'
import type { Knowledge } from '../rule-book.ts'

/** Makes of a principal what the policy knows of it. */
export type ReadCaller = (principal: Principal) => Caller

/**
 * Roles are held when their condition surely holds, and those that a held role inherits are held with it. A client is
 * known by its id; a caller without one is not among those listed.
 */
export function callerReader({ roles, clients }: PolicyDocument, knowledge: Knowledge): ReadCaller {
  const conditions = Object.entries(roles).map(([name, { from }]) => ({
    name,
    holds: compileCondition(from, knowledge),
  }))
  const inherited = (name: string) => (Object.hasOwn(roles, name) ? roles[name]!.inherits : [])

  return (principal) => {
    const client = clientOf(clients, principal.clientId)
    const user = principal.fhirUser === undefined ? undefined : knowledge.readReference(principal.fhirUser)
    const caller: Caller = {
      principal,
      client,
      roles: new Set(),
      purposes: purposesOf(principal, client),
      ownPatient: user?.type === 'Patient' ? user.id : undefined,
      userType: user?.type,
    }
    const facts = { caller, asked: undefined, resource: undefined }
    const own = conditions.filter(({ holds }) => holds(facts) === TRUE).map(({ name }) => name)
    return { ...caller, roles: withInherited(own, inherited) }
  }
}

function clientOf(clients: PolicyDocument['clients'], id: string | undefined): Client | undefined {
  return id !== undefined && Object.hasOwn(clients, id) ? clients[id] : undefined
}

function purposesOf({ purposeOfUse }: Principal, client: Client | undefined): readonly string[] {
  const fallback = client?.defaultPurpose === undefined ? [] : [client.defaultPurpose]
  const meant = purposeOfUse.length > 0 ? purposeOfUse : fallback
  const allowed = client?.purposes
  return allowed === undefined ? meant : meant.filter((purpose) => allowed.includes(purpose))
}

/** Sets grow while they are walked; a cycle adds nothing. */
function withInherited(own: readonly string[], inherited: (name: string) => readonly string[]): ReadonlySet<string> {
  const held = new Set(own)
  for (const name of held) for (const each of inherited(name)) held.add(each)
  return held
}
