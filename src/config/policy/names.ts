import type { Window } from '../../policy/language.ts'
import { readNetwork } from '../../policy/network.ts'
import type { Path } from '../problems/problem.ts'
import type { Context, Fault } from './context.ts'

/** Networks in CIDR form: those that are written, and those of the sets that are named. */
export function resolveNetworks(written: readonly string[], path: Path, context: Context, fault: Fault): string[] {
  return written.flatMap((text, index) => {
    const at = [...path, index]
    const set = context.networks.get(text)
    if (set !== undefined) {
      context.used.networks.add(text)
      return set.value ?? []
    }
    if (/[/:.]/.test(text)) checkNetwork(text, at, fault)
    else
      fault(
        at,
        'is not a set of networks',
        'a name of sets.networks, or a network such as 10.20.0.0/16',
        context.near(text, context.networks.keys()),
      )
    return [text]
  })
}

/** Reports what is no network, or one that is narrower than it is written (RFC 4632 §3.1: bits behind the prefix are 0). */
export function checkNetwork(text: string, path: Path, fault: Fault): void {
  const network = readNetwork(text)
  if (network === undefined) {
    fault(path, 'is not a network', 'a network such as 10.20.0.0/16 or 2001:db8::/32; one address is /32 or /128')
  } else if (readNetwork(`${text.split('/')[0]}/${text.includes(':') ? 128 : 32}`)?.first !== network.first) {
    fault(path, 'has bits set beyond its prefix', 'the first address of the network, such as 10.20.0.0/16')
  }
}

/** Hours: those that are written, and those of the sets that are named. */
export function resolveSchedule(
  written: string | readonly (string | Window)[],
  path: Path,
  context: Context,
  fault: Fault,
): Window[] {
  const list = typeof written === 'string' ? [written] : written
  return list.flatMap((each, index) => {
    if (typeof each !== 'string') return [each]
    context.used.schedules.add(each)
    const set = context.schedules.get(each)
    if (set !== undefined) return set.value ?? []
    const at = typeof written === 'string' ? path : [...path, index]
    fault(
      at,
      'is not the name of a set of schedules',
      'a name from sets.schedules',
      context.near(each, context.schedules.keys()),
    )
    return []
  })
}

/** Resource types: those that are written, and those of the sets that are named; each once. */
export function resolveTypes(written: readonly string[], path: Path, context: Context, fault: Fault): string[] {
  const types = written.flatMap((text, index) => {
    const set = context.resources.get(text)
    if (set !== undefined) {
      context.used.resources.add(text)
      return set.value ?? []
    }
    if (text === '*') fault([...path, index], 'is not a resource type', 'no `resources` key, which means every type')
    else checkType(text, [...path, index], context, fault)
    return [text]
  })
  return [...new Set(types)]
}

function checkType(text: string, path: Path, { fhir, resources, near }: Context, fault: Fault): void {
  if (fhir === undefined) return
  const { definitions } = fhir
  if (definitions.isResourceType(text)) return
  const known = [...definitions.resourceTypes, ...resources.keys()]
  fault(
    path,
    `is not a resource type of FHIR ${definitions.version}`,
    'a resource type, or a name of sets.resources',
    near(text, known),
  )
}

/** Reports names that nothing has, and remembers those that are used. */
export function checkNames(
  written: readonly string[] | undefined,
  kind: 'roles' | 'tiers',
  path: Path,
  context: Context,
  fault: Fault,
): void {
  for (const [index, name] of (written ?? []).entries()) {
    if (context[kind].has(name)) {
      context.used[kind].add(name)
      continue
    }
    const what = kind === 'roles' ? 'is not a role of this policy' : 'is not a tier of this policy'
    const expected = kind === 'roles' ? 'a name from roles' : 'a name from limits.tiers'
    fault([...path, index], what, expected, context.near(name, context[kind].keys()))
  }
}

/** Clients need not be registered, unless the policy registers some: a name beside them is then a slip. */
export function checkClients(written: readonly string[] | undefined, path: Path, context: Context, fault: Fault): void {
  if (context.clients.size === 0) return
  for (const [index, id] of (written ?? []).entries()) {
    if (context.clients.has(id)) continue
    fault(
      [...path, index],
      'is not a client of the policy',
      'an id of clients',
      context.near(id, context.clients.keys()),
    )
  }
}
