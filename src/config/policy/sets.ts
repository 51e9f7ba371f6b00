import type { Path, Problem } from '../problems/problem.ts'
import { type Context, faultsOf } from './context.ts'
import type { JoinedPolicy } from './join.ts'
import { checkNetwork } from './names.ts'

/** What sets hold: networks that are some, types that exist, and no set that is called like a type. */
export function checkSets(policy: JoinedPolicy, { fhir, near }: Context, problems: Problem[]): void {
  for (const item of policy.networks.values()) {
    const fault = faultsOf(item, problems)
    for (const [index, network] of (item.value ?? []).entries()) checkNetwork(network, [index], fault)
  }
  if (fhir === undefined) return
  const { definitions } = fhir
  for (const [name, item] of policy.resources) {
    const fault = faultsOf(item, problems)
    if (definitions.isResourceType(name)) {
      problems.push(
        item.yaml.at(item.path, 'key', {
          what: 'is also the name of a resource type',
          expected: 'another name for the set',
        }),
      )
    }
    for (const [index, type] of (item.value ?? []).entries()) {
      if (definitions.isResourceType(type)) continue
      const meant = near(type, definitions.resourceTypes)
      const at: Path = [index]
      fault(
        at,
        `is not a resource type of FHIR ${definitions.version}`,
        'a resource type; a set does not hold sets',
        meant,
      )
    }
  }
}
