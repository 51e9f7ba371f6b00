import type { Principal } from '../../scopes/principal.ts'
import type { Caller } from '../evaluate/facts.ts'
import { FALSE, type Outcome } from '../evaluate/outcome.ts'
import type { PolicyInteraction, Question } from '../question.ts'
import type { EffectiveLimit } from '../rule-book.ts'
import type { ReadCaller } from './caller.ts'
import type { CompiledRule } from './rule.ts'
import type { RuleIndex } from './rule-index.ts'

/** A rule that may concern what a caller asks, and what is known of it from the caller alone. */
export interface Candidate {
  readonly compiled: CompiledRule
  readonly ofCaller: Outcome
}

export interface KnownCaller {
  readonly caller: Caller
  /** Names of its roles. */
  readonly roles: readonly string[]
  /** What it may use; undefined: not limited. */
  readonly limit: EffectiveLimit | undefined
  /** The rules that may concern a question, those that cannot fit this caller left out. */
  candidates(question: Pick<Question, 'interaction' | 'resourceType' | 'part'>): readonly Candidate[]
}

/**
 * Remembers for as long as the principal lives what depends on it alone, so that the next decision looks only at rules
 * that may fit. What is remembered is bounded by the types and interactions that there are.
 */
export function knownCallers(
  read: ReadCaller,
  limitOf: (caller: Caller) => EffectiveLimit | undefined,
  index: RuleIndex,
  isType: (name: string) => boolean,
): (principal: Principal) => KnownCaller {
  const known = new WeakMap<Principal, KnownCaller>()
  return (principal) => {
    let found = known.get(principal)
    if (found === undefined) {
      const caller = read(principal)
      const candidates = candidatesFor(caller, index, isType)
      found = { caller, roles: [...caller.roles], limit: limitOf(caller), candidates }
      known.set(principal, found)
    }
    return found
  }
}

function candidatesFor(caller: Caller, index: RuleIndex, isType: (name: string) => boolean): KnownCaller['candidates'] {
  const remembered = new Map<string, readonly Candidate[]>()
  const facts = { caller, asked: undefined, resource: undefined }

  function select(interaction: PolicyInteraction, type: string | undefined): readonly Candidate[] {
    return index
      .find(caller.roles, type, interaction)
      .map((compiled) => ({ compiled, ofCaller: compiled.ofCaller(facts) }))
      .filter(({ ofCaller }) => ofCaller !== FALSE)
  }

  function remember(interaction: PolicyInteraction, type: string | undefined): readonly Candidate[] {
    const key = `${interaction} ${type ?? ''}`
    let found = remembered.get(key)
    if (found === undefined) {
      found = select(interaction, type)
      if (type === undefined || isType(type)) remembered.set(key, found)
    }
    return found
  }

  return ({ interaction, resourceType, part }) => {
    const own = remember(interaction, resourceType)
    if (part === 'asked' || interaction === 'read') return own
    const asRead = remember('read', resourceType)
    const listed = new Set(own.map(({ compiled }) => compiled))
    return [...own, ...asRead.filter(({ compiled }) => !listed.has(compiled))]
  }
}
