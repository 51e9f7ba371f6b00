import type { z } from 'zod'
import type { Client, Limit, PolicyDocument, Role, Rule, Tenant } from '../../policy/language.ts'
import type { limitSchema } from '../../policy/schema/limit.ts'
import type { tenantSchema } from '../../policy/schema/tenant.ts'
import type { Problem } from '../problems/problem.ts'
import { callerRoots } from './attributes.ts'
import { resolveCondition } from './conditions.ts'
import { type Context, faultsOf } from './context.ts'
import { checkInheritance } from './inheritance.ts'
import type { Item, Named } from './item.ts'
import type { JoinedPolicy } from './join.ts'
import { checkClients, checkNames, resolveNetworks } from './names.ts'
import { resolveRules } from './rules.ts'
import type { WrittenClient, WrittenRole } from './sections.ts'
import { checkSets } from './sets.ts'

/** The policy as values, with all names looked up. What is wrong is added to `problems`; the document is then not whole. */
export function resolvePolicy(policy: JoinedPolicy, context: Context, problems: Problem[]): PolicyDocument {
  checkSets(policy, context, problems)
  checkInheritance(policy.roles, problems)
  const metadata = policy.metadata.value
  const defaults = policy.defaults.value
  const rules = policy.rules && resolveRules(policy.rules, context, problems)
  return {
    name: metadata?.name ?? 'default',
    version: metadata?.version,
    defaults: { timezone: defaults?.timezone ?? 'UTC', mode: defaults?.mode ?? 'enforce' },
    sets: {
      networks: valuesOf(policy.networks, (networks) => networks),
      schedules: valuesOf(policy.schedules, (windows) => windows),
      resources: valuesOf(policy.resources, (types) => types),
    },
    roles: valuesOf(policy.roles, (role, item) => resolveRole(role, item, context, problems)),
    clients: valuesOf(policy.clients, (client, item) => resolveClient(client, item, context, problems)),
    limits: {
      default: policy.defaultLimit?.value && limitOf(policy.defaultLimit.value),
      tiers: valuesOf(policy.tiers, (limit) => limitOf(limit)),
    },
    rules,
    tenants: valuesOf(policy.tenants, (tenant, item, name) => {
      const own = resolveRules(policy.tenantRules.get(name) ?? [], context, problems)
      return resolveTenant(tenant, own, policy, item, context, problems)
    }),
  }
}

function valuesOf<From, To>(
  items: Named<From>,
  resolve: (value: From, item: Item<From>, name: string) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(
    [...items].flatMap(([name, item]) =>
      item.value === undefined ? [] : [[name, resolve(item.value, item, name)] as const],
    ),
  )
}

function resolveRole(role: WrittenRole, item: Item<unknown>, context: Context, problems: Problem[]): Role {
  const fault = faultsOf(item, problems)
  checkNames(role.inherits, 'roles', ['inherits'], context, fault)
  return { from: resolveCondition(role.from, ['from'], callerRoots, context, fault), inherits: role.inherits ?? [] }
}

function resolveClient(client: WrittenClient, item: Item<unknown>, context: Context, problems: Problem[]): Client {
  const fault = faultsOf(item, problems)
  const { name, status, issuers, networks, purposes, defaultPurpose, fhirRefs, organization, tier, limits } = client
  if (tier !== undefined) checkNames([tier], 'tiers', ['tier'], context, fault)
  return {
    ...{ name, status, issuers, purposes, defaultPurpose, organization, tier },
    fhirRefs: fhirRefs ?? [],
    networks: networks && resolveNetworks(networks, ['networks'], context, fault),
    limits: limits && limitOf(limits),
  }
}

function resolveTenant(
  tenant: z.output<typeof tenantSchema>,
  rules: readonly Rule[],
  policy: JoinedPolicy,
  item: Item<unknown>,
  context: Context,
  problems: Problem[],
): Tenant {
  const fault = faultsOf(item, problems)
  const { issuers, clients, when, limits, allowPermits } = tenant
  checkClients(clients, ['clients'], context, fault)
  if (rules.length > 0 && policy.rules === undefined) {
    fault(
      ['rules'],
      'cannot be added to a policy without rules of its own',
      '`rules` at the top level of the policy too',
    )
  }
  for (const [index, { effect }] of rules.entries()) {
    if (effect === 'deny' || allowPermits) continue
    fault(
      ['rules', index, 'effect'],
      'is a permit, but this tenant may only deny',
      'deny, or allowPermits: true for this tenant',
    )
  }
  return {
    ...{ issuers, clients, rules },
    when: when && resolveCondition(when, ['when'], callerRoots, context, fault),
    limits: limits && limitOf(limits, 'tenant'),
  }
}

/** A limit without the keys that are not given. */
function limitOf({ key, ...limits }: z.output<typeof limitSchema>, otherwise: Limit['key'] = 'client'): Limit {
  const given = Object.entries(limits).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(given), key: key ?? otherwise }
}
