import { nearest } from '../problems/nearest.ts'
import type { Problem } from '../problems/problem.ts'
import type { Context } from './context.ts'
import type { Item } from './item.ts'
import type { JoinedPolicy } from './join.ts'

/** Issuers that the policy names and the configuration does not trust: no token of theirs ever comes this far. */
export function untrustedIssuersIn(policy: JoinedPolicy, { issuers }: Context): readonly Problem[] {
  if (issuers === undefined) return []
  const known = issuers
  const rules = [...(policy.rules ?? []), ...[...policy.tenantRules.values()].flat()]
  return [
    ...rules.flatMap((item) => strangers(item.value?.match.issuers, item, ['match', 'issuers'])),
    ...[...policy.clients.values()].flatMap((item) => strangers(item.value?.issuers, item, ['issuers'])),
    ...[...policy.tenants.values()].flatMap((item) => strangers(item.value?.issuers, item, ['issuers'])),
  ]

  function strangers(named: readonly string[] | undefined, { yaml, path }: Item<unknown>, below: readonly string[]) {
    return (named ?? []).flatMap((issuer, index) => {
      if (known.includes(issuer)) return []
      const near = nearest(issuer, known)
      const text = {
        what: 'is not a configured issuer',
        expected: 'an issuer that gatehouse.yaml lists under `issuers`',
      }
      const told = near === undefined ? text : { ...text, suggestion: near }
      return [yaml.at([...path, ...below, index], 'value', told)]
    })
  }
}
