import type { Definitions } from '../../fhir/definitions/definitions.ts'
import type { Elements } from '../../fhir/patch/elements.ts'
import type { Window } from '../../policy/language.ts'
import { nearest } from '../problems/nearest.ts'
import type { Path, Problem } from '../problems/problem.ts'
import type { Item, Named } from './item.ts'
import type { JoinedPolicy } from './join.ts'

/** What a policy is checked against beside itself. */
export interface FhirNames {
  readonly definitions: Definitions
  /** Read when it is first asked for. */
  readonly elements: () => Elements
  /** Names of operations that are often meant, for hints. */
  readonly operations: readonly string[]
}

/** Everything that names in a policy can stand for. */
export interface Context {
  readonly networks: Named<readonly string[]>
  readonly schedules: Named<readonly Window[]>
  readonly resources: Named<readonly string[]>
  readonly roles: Named<unknown>
  readonly clients: Named<unknown>
  readonly tiers: Named<unknown>
  /** Absent when the FHIR version is not known: what depends on it is then not checked. */
  readonly fhir: FhirNames | undefined
  /** Issuers that are trusted; absent when that is not known. */
  readonly issuers: readonly string[] | undefined
  /** Names that were used, for warnings about those that never are. */
  readonly used: Readonly<Record<'networks' | 'schedules' | 'resources' | 'roles' | 'tiers', Set<string>>>
  /** The name of `known` that was probably meant; undefined as well when there have been too many to compare. */
  near(name: string, known: Iterable<string>): string | undefined
}

/**
 * With how many names others are compared, for all hints of one policy: enough for some slips among ten thousand names.
 * When all of thousands are wrong, no hint helps.
 */
const MAX_COMPARED = 100_000

export function contextOf(
  policy: JoinedPolicy,
  fhir: FhirNames | undefined,
  issuers?: readonly string[] | undefined,
): Context {
  const { networks, schedules, resources, roles, clients, tiers } = policy
  const used = {
    ...{ networks: new Set<string>(), schedules: new Set<string>(), resources: new Set<string>() },
    ...{ roles: new Set<string>(), tiers: new Set<string>() },
  }
  let compared = 0
  function near(name: string, known: Iterable<string>): string | undefined {
    if (compared > MAX_COMPARED) return undefined
    const names = [...known]
    compared += names.length
    return nearest(name, names)
  }
  return { networks, schedules, resources, roles, clients, tiers, fhir, issuers, used, near }
}

/** Says what is wrong at a path below one item of the policy. */
export type Fault = (path: Path, what: string, expected: string, suggestion?: string) => void

export function faultsOf({ yaml, path: above }: Item<unknown>, problems: Problem[]): Fault {
  return (path, what, expected, suggestion) => {
    const text = suggestion === undefined ? { what, expected } : { what, expected, suggestion }
    problems.push(yaml.at([...above, ...path], 'value', text))
  }
}
