import type { Caller } from '../evaluate/facts.ts'
import type { Limit, PolicyDocument } from '../language.ts'
import { least } from '../least.ts'
import type { EffectiveLimit } from '../rule-book.ts'

interface NamedLimit {
  readonly name: string
  readonly limit: Limit
}

/** Numbers that a tenant lowers each by itself. */
const counts = ['concurrent', 'perDay', 'maxPageSize', 'maxBodyBytes'] as const

/**
 * What a caller may use: key by key what its client says, else the client's tier, else the default; `rps` and `burst`
 * belong together. Its tenants only lower that.
 *
 * @param tenants names of the tenants that it belongs to.
 */
export function limitFor(
  { client }: Caller,
  tenants: readonly string[],
  { limits, tenants: all }: Pick<PolicyDocument, 'limits' | 'tenants'>,
): EffectiveLimit | undefined {
  const tier = client?.tier
  const own = [
    ...named('client', client?.limits),
    ...(tier !== undefined && Object.hasOwn(limits.tiers, tier) ? named(`tier:${tier}`, limits.tiers[tier]) : []),
    ...named('default', limits.default),
  ]
  const lowering = tenants.flatMap((name) => named(`tenant:${name}`, all[name]?.limits))
  const [first] = [...own, ...lowering]
  if (first === undefined) return undefined

  let name = first.name
  let limit = own.map((each) => each.limit).reduceRight(closer, { key: first.limit.key })
  for (const { name: tenant, limit: bound } of lowering) {
    const lowered = lower(limit, bound)
    if (lowered !== limit) name = tenant
    limit = lowered
  }
  return { ...limit, name, tenant: tenants[0] }
}

function named(name: string, limit: Limit | undefined): readonly NamedLimit[] {
  return limit === undefined ? [] : [{ name, limit }]
}

function closer(further: Limit, closest: Limit): Limit {
  if (closest.rps === undefined) return { ...further, ...closest }
  const { rps: _, burst: __, ...others } = further
  return { ...others, ...closest }
}

function lower(limit: Limit, bound: Limit): Limit {
  const lowered: Partial<Record<(typeof counts)[number], number>> = {}
  for (const count of counts) {
    const value = least(limit[count], bound[count])
    if (value !== undefined && value !== limit[count]) lowered[count] = value
  }
  const isSlower = bound.rps !== undefined && (limit.rps === undefined || bound.rps < limit.rps)
  if (!isSlower) return Object.keys(lowered).length === 0 ? limit : { ...limit, ...lowered }
  const { rps: _, burst: __, ...others } = limit
  const burst = least(limit.burst, bound.burst)
  return { ...others, ...lowered, rps: bound.rps!, ...(burst !== undefined && { burst }) }
}
