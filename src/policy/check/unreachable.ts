import type { Match, Role, Rule } from '../language.ts'
import type { PlacedRule, RuleWarning } from './warning.ts'

type Roles = Readonly<Record<string, Role>>
type Finding = Omit<RuleWarning, 'rule'>

const ANY = '*'

/**
 * Permits that some unconditional deny wholly covers: what they permit is always denied. Denies are looked up by
 * interaction, type and role, so that the work grows with the number of rules and not with its square.
 */
export function findUnreachable(placed: readonly PlacedRule[], roles: Roles): ReadonlyMap<Rule, Finding> {
  const denies = deniesByKey(placed)
  const found = new Map<Rule, Finding>()
  if (denies.size === 0) return found
  for (const permit of placed.filter(({ rule }) => rule.effect === 'permit')) {
    const deny = keysOf(permit.rule.match, roles)
      .flatMap((key) => denies.get(key) ?? [])
      .filter(({ tenant }) => tenant === undefined || tenant === permit.tenant)
      .find(({ rule }) => covers(rule.match, permit.rule.match, roles))
    if (deny === undefined) continue
    const { id, place } = deny.rule
    const what = `is unreachable: the deny "${id}" (${place.file}:${place.line}) covers it`
    found.set(permit.rule, { what, expected: 'a narrower deny, or no permit that it covers' })
  }
  return found
}

/** Each deny under every combination of an interaction, a type and a role that it names. */
function deniesByKey(placed: readonly PlacedRule[]): ReadonlyMap<string, readonly PlacedRule[]> {
  const denies = new Map<string, PlacedRule[]>()
  for (const each of placed.filter(({ rule }) => isUnconditionalDeny(rule))) {
    const { interactions = [ANY], resources = [ANY], roles = [ANY] } = each.rule.match
    for (const key of combined(interactions, resources, roles)) {
      const known = denies.get(key)
      if (known === undefined) denies.set(key, [each])
      else known.push(each)
    }
  }
  return denies
}

function combined(
  interactions: readonly string[],
  types: readonly string[],
  roles: readonly string[],
): readonly string[] {
  return interactions.flatMap((interaction) =>
    types.flatMap((type) => roles.map((role) => [interaction, type, role].join(' '))),
  )
}

function isUnconditionalDeny({ effect, when, notBefore, notAfter }: Rule): boolean {
  return effect === 'deny' && when === undefined && notBefore === undefined && notAfter === undefined
}

/** Where a deny is found that covers this: it has to have the first value of each list, or no such list. */
function keysOf(match: Match, roles: Roles): readonly string[] {
  const interactions = [ANY, ...(match.interactions?.slice(0, 1) ?? [])]
  const types = [ANY, ...(match.resources?.slice(0, 1) ?? [])]
  const held = [ANY, ...(match.roles?.slice(0, 1) ?? []).flatMap((role) => [...withInherited(role, roles)])]
  return combined(interactions, types, held)
}

const lists = [
  'clients',
  'tiers',
  'issuers',
  'interactions',
  'resources',
  'operations',
  'purposes',
  'networks',
] as const

/** Whether the deny fits wherever the permit does. */
function covers(deny: Match, permit: Match, roles: Roles): boolean {
  return (
    lists.every((key) => isWithin<string>(permit[key], deny[key])) &&
    (deny.roles === undefined ||
      (permit.roles?.every((role) => hasAny(withInherited(role, roles), deny.roles!)) ?? false)) &&
    isWithin(deny.notRoles ?? [], permit.notRoles ?? []) &&
    isWithin(deny.notNetworks ?? [], permit.notNetworks ?? []) &&
    (deny.relation === undefined || deny.relation === permit.relation) &&
    isWithin(permit.params?.any, deny.params?.any) &&
    isWithin(deny.params?.none ?? [], permit.params?.none ?? []) &&
    isWithin(permit.schedule?.map(textOf), deny.schedule?.map(textOf)) &&
    isWithin((deny.notSchedule ?? []).map(textOf), (permit.notSchedule ?? []).map(textOf))
  )
}

/** Without a list everything is asked for. */
function isWithin<T>(inner: readonly T[] | undefined, outer: readonly T[] | undefined): boolean {
  return outer === undefined || (inner?.every((each) => outer.includes(each)) ?? false)
}

function hasAny(names: ReadonlySet<string>, wanted: readonly string[]): boolean {
  return wanted.some((name) => names.has(name))
}

/** A role with all that it inherits. */
function withInherited(role: string, roles: Roles): ReadonlySet<string> {
  const found = new Set([role])
  for (const name of found) for (const inherited of roles[name]?.inherits ?? []) found.add(inherited)
  return found
}

function textOf(window: unknown): string {
  return JSON.stringify(window)
}
