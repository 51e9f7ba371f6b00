import type { Match, PolicyDocument, Rule } from './language.ts'
import type { PolicyInteraction } from './question.ts'

/**
 * Whether some caller may ever be permitted this by the policy. `type` undefined: on any type. A `true` is no promise,
 * since conditions are not looked at; a `false` is certain.
 *
 * @param operation without `$`.
 */
export type EverPermitted = (interaction: PolicyInteraction, type: string | undefined, operation?: string) => boolean

const ANY = '*'
const SOME_TYPE = '?'

/**
 * What a policy leaves possible at all, for what the gateway says of itself: something is possible when a permit in force
 * may fit it and no deny without any condition does. Order, callers, times and resources are not considered.
 */
export function everPermittedBy({ rules, defaults, tenants }: PolicyDocument): EverPermitted {
  if (rules === undefined || defaults.mode !== 'enforce') return () => true
  const own = rules.filter(isInForce)
  const permits = [...own, ...Object.values(tenants).flatMap((tenant) => tenant.rules.filter(isInForce))]
  const permitted = keysOf(permits.filter(({ effect }) => effect === 'permit'))
  const denied = keysOf(own.filter(isPlainDeny))
  return (interaction, type, operation) => {
    const types = type === undefined ? [ANY] : [type, ANY]
    return (
      has(permitted, interaction, type === undefined ? [SOME_TYPE] : types, operation) &&
      !has(denied, interaction, types, operation)
    )
  }
}

function isInForce({ mode }: Rule): boolean {
  return mode === undefined || mode === 'enforce'
}

/** A deny that looks at nothing but what is asked. */
function isPlainDeny({ effect, when, notBefore, notAfter, match }: Rule): boolean {
  const always = when === undefined && notBefore === undefined && notAfter === undefined
  return effect === 'deny' && always && Object.keys(match).every((key) => plainKeys.has(key))
}

const plainKeys: ReadonlySet<string> = new Set(['interactions', 'resources', 'operations'] satisfies (keyof Match)[])

function keysOf(rules: readonly Rule[]): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const { match } of rules) {
    for (const interaction of match.interactions ?? [ANY]) {
      for (const operation of match.operations ?? [ANY]) {
        for (const type of [...(match.resources ?? [ANY]), SOME_TYPE]) keys.add(keyOf(interaction, type, operation))
      }
    }
  }
  return keys
}

function has(
  keys: ReadonlySet<string>,
  interaction: PolicyInteraction,
  types: readonly string[],
  operation: string | undefined,
): boolean {
  const operations = operation === undefined ? [ANY] : [operation, ANY]
  return [interaction, ANY].some((each) =>
    types.some((type) => operations.some((name) => keys.has(keyOf(each, type, name)))),
  )
}

function keyOf(interaction: string, type: string, operation: string): string {
  return `${interaction} ${type} ${operation}`
}
