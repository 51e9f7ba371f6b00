import type { Test } from '../evaluate/condition.ts'
import { type Facts, typeOf } from '../evaluate/facts.ts'
import { EITHER, FALSE, outcomeOf, UNKNOWN } from '../evaluate/outcome.ts'
import { relationHolds } from '../evaluate/relation.ts'
import { isWithinHours, type LocalTime } from '../evaluate/schedule.ts'
import type { Match, Window } from '../language.ts'
import { readAddress } from '../network.ts'
import type { Question } from '../question.ts'
import type { Knowledge } from '../rule-book.ts'
import { isInAny, networksOf } from './admission.ts'

/** One key of a rule, by its name in the file. */
export interface Key {
  readonly name: string
  /** The same for everything that one caller asks. */
  readonly ofCaller: boolean
  readonly test: Test
}

/** What matching rests on beside the rule itself. */
export interface Matching {
  readonly knowledge: Knowledge
  readonly clock: (now: number) => LocalTime
}

/** The keys that `match` gives, cheap ones first. All have to hold; an absent key always does. */
export function matchKeys(match: Match, { knowledge, clock }: Matching): readonly Key[] {
  const { relation, params } = match
  return [
    ...key('roles', match.roles, (roles) => ofCaller(({ caller }) => roles.some((role) => caller.roles.has(role)))),
    ...key('notRoles', match.notRoles, (roles) =>
      ofCaller(({ caller }) => !roles.some((role) => caller.roles.has(role))),
    ),
    ...key('clients', match.clients, (ids) => ofCaller(({ caller }) => isOneOf(ids, caller.principal.clientId))),
    ...key('tiers', match.tiers, (tiers) => ofCaller(({ caller }) => isOneOf(tiers, caller.client?.tier))),
    ...key('issuers', match.issuers, (issuers) => ofCaller(({ caller }) => issuers.includes(caller.principal.issuer))),
    ...key('purposes', match.purposes, (list) =>
      ofCaller(({ caller }) => caller.purposes.some((purpose) => list.includes(purpose))),
    ),
    ...key('interactions', match.interactions, (list) => ofQuestion(({ interaction }) => list.includes(interaction))),
    ...key('resources', match.resources, ofType),
    ...key('operations', match.operations, (names) => ofQuestion(({ operation }) => isOneOf(names, operation))),
    ...key('params.any', params?.any, (names) =>
      ofQuestion((question) => names.some((name) => isThere(name, question))),
    ),
    ...key('params.none', params?.none, (names) =>
      ofQuestion((question) => !names.some((name) => isThere(name, question))),
    ),
    ...key('networks', match.networks, (list) => ofAddress(list, true)),
    ...key('notNetworks', match.notNetworks, (list) => ofAddress(list, false)),
    ...key('schedule', match.schedule, (windows) => ofTime(windows, clock, true)),
    ...key('notSchedule', match.notSchedule, (windows) => ofTime(windows, clock, false)),
    ...key('relation', relation, (which) => (facts) => relationHolds(which, facts, knowledge)),
  ]
}

const callerKeys: ReadonlySet<string> = new Set(['roles', 'notRoles', 'clients', 'tiers', 'issuers', 'purposes'])

function key<Value>(name: string, value: Value | undefined, make: (value: Value) => Test): readonly Key[] {
  return value === undefined ? [] : [{ name: `match.${name}`, ofCaller: callerKeys.has(name), test: make(value) }]
}

function ofCaller(holds: (facts: Facts) => boolean): Test {
  return (facts) => outcomeOf(holds(facts))
}

function ofQuestion(holds: (question: Question) => boolean): Test {
  return ({ asked }) => outcomeOf(asked !== undefined && holds(asked.question))
}

/** A resource tells its own type; before it is there, the request does, if it names one. */
function ofType(types: readonly string[]): Test {
  const listed = new Set(types)
  return ({ asked, resource }) => {
    const type = (resource && typeOf(resource.content)) ?? asked?.question.resourceType
    if (type !== undefined) return outcomeOf(listed.has(type))
    return resource === undefined ? EITHER : FALSE
  }
}

/** An address that cannot be read is in no network that is known, and outside none. */
function ofAddress(list: readonly string[], inside: boolean): Test {
  const networks = networksOf(list)
  return ({ asked }) => {
    const address = asked?.circumstances.address ?? ''
    return readAddress(address) === undefined ? UNKNOWN : outcomeOf(isInAny(networks, address) === inside)
  }
}

function ofTime(windows: readonly Window[], clock: Matching['clock'], inside: boolean): Test {
  return ({ asked }) =>
    asked === undefined ? UNKNOWN : outcomeOf(isWithinHours(windows, clock(asked.circumstances.now)) === inside)
}

/** `patient` is satisfied by `subject` as well, which names the patient on most types. */
function isThere(name: string, { parameters }: Question): boolean {
  return parameters.has(name) || (name === 'patient' && parameters.has('subject'))
}

function isOneOf(list: readonly string[], value: string | undefined): boolean {
  return value !== undefined && list.includes(value)
}
