import { z } from 'zod'
import { headSchemas, mainSchemas } from '../../policy/document.ts'
import { CLIENT_ID, clientSchema } from '../../policy/schema/client.ts'
import { limitSchema } from '../../policy/schema/limit.ts'
import { roleSchema } from '../../policy/schema/role.ts'
import { ruleSchema, type WrittenRule } from '../../policy/schema/rule.ts'
import { networkSetSchema, resourceSetSchema, scheduleSetSchema } from '../../policy/schema/sets.ts'
import { tenantSchema } from '../../policy/schema/tenant.ts'
import { NAME } from '../../policy/schema/text.ts'
import type { YamlSource } from '../files/yaml.ts'
import type { Path, Problem } from '../problems/problem.ts'
import { type Item, type ItemReader, itemReader } from './item.ts'
import { takeOutNotYet } from './not-yet.ts'
import type { PolicyFile } from './sources.ts'

const map = () => z.record(z.string(), z.unknown(), { error: 'a map with a name for each entry' }).prefault({})

/** The sections without what is in them, which is read part by part. */
const shells = {
  ...headSchemas,
  sets: z.strictObject({ networks: map(), schedules: map(), resources: map() }).prefault({}),
  roles: map(),
  clients: map(),
  limits: z.strictObject({ default: z.unknown().optional(), tiers: map() }).prefault({}),
  rules: z.array(z.unknown(), { error: 'a list of rules' }).min(1, { error: 'at least one rule' }).optional(),
  tenants: map(),
}
const whole = { error: 'a map with apiVersion and kind' }
const unread = () => z.unknown().optional()
const head = { metadata: unread(), defaults: unread(), denial: unread(), tests: unread() }
const shell = z.strictObject({ ...shells, ...head }, whole)

export type WrittenRole = z.output<typeof roleSchema>
export type WrittenClient = z.output<typeof clientSchema>

/** A list of parts that have names: the same name may still occur twice. */
export type NamedItems<Schema extends z.ZodType> = readonly (readonly [name: string, item: Item<z.output<Schema>>])[]

/** What one file says, part by part; faulty parts are without value. */
export interface Sections {
  readonly metadata: Item<z.output<typeof mainSchemas.metadata>>
  readonly defaults: Item<z.output<typeof mainSchemas.defaults>>
  readonly denial: Item<z.output<typeof mainSchemas.denial>>
  readonly tests: Item<z.output<typeof mainSchemas.tests>>
  readonly networks: NamedItems<typeof networkSetSchema>
  readonly schedules: NamedItems<typeof scheduleSetSchema>
  readonly resources: NamedItems<typeof resourceSetSchema>
  readonly roles: NamedItems<typeof roleSchema>
  readonly clients: NamedItems<typeof clientSchema>
  readonly defaultLimit: Item<z.output<typeof limitSchema>> | undefined
  readonly tiers: NamedItems<typeof limitSchema>
  readonly rules: readonly Item<WrittenRule>[] | undefined
  readonly tenants: NamedItems<typeof tenantSchema>
  /** By the name of the tenant. */
  readonly tenantRules: ReadonlyMap<string, readonly Item<WrittenRule>[]>
}

/** Reads one file of a policy. */
export function readSections({ yaml, isMain }: PolicyFile, problems: Problem[]): Sections {
  const { found, rest } = takeOutNotYet(yaml.data)
  for (const { path, what, expected } of found) problems.push(yaml.at(path, 'key', { what, expected }))
  const reader = itemReader(yaml, problems)
  reader.read(shell, rest, [])
  const data = mapOf(rest)
  if (!isMain) refuseHead(yaml, data, problems)
  const sets = mapOf(data.sets)
  const limits = mapOf(data.limits)

  function readNamed<Schema extends z.ZodType>(schema: Schema, entries: unknown, path: Path, form = NAME) {
    return Object.entries(mapOf(entries)).map(([name, value]) => {
      if (!form.test(name)) problems.push(yaml.at([...path, name], 'key', badName))
      return [name, reader.read(schema, value, [...path, name])] as const
    })
  }

  return {
    metadata: reader.read(mainSchemas.metadata, data.metadata, ['metadata']),
    defaults: reader.read(mainSchemas.defaults, data.defaults, ['defaults']),
    denial: reader.read(mainSchemas.denial, data.denial, ['denial']),
    tests: reader.read(mainSchemas.tests, data.tests, ['tests']),
    networks: readNamed(networkSetSchema, sets.networks, ['sets', 'networks']),
    schedules: readNamed(scheduleSetSchema, sets.schedules, ['sets', 'schedules']),
    resources: readNamed(resourceSetSchema, sets.resources, ['sets', 'resources']),
    roles: readNamed(roleSchema, data.roles, ['roles']),
    clients: readNamed(clientSchema, data.clients, ['clients'], CLIENT_ID),
    defaultLimit:
      limits.default === undefined ? undefined : reader.read(limitSchema, limits.default, ['limits', 'default']),
    tiers: readNamed(limitSchema, limits.tiers, ['limits', 'tiers']),
    rules: readRules(data.rules, ['rules'], reader),
    tenants: readNamed(tenantSchema, data.tenants, ['tenants']),
    tenantRules: new Map(
      Object.entries(mapOf(data.tenants)).map(([name, tenant]) => [
        name,
        readRules(mapOf(tenant).rules, ['tenants', name, 'rules'], reader) ?? [],
      ]),
    ),
  }
}

/** What holds for the whole policy is said in one place. */
function refuseHead(yaml: YamlSource, data: Readonly<Record<string, unknown>>, problems: Problem[]): void {
  for (const name of Object.keys(head).filter((name) => Object.hasOwn(data, name))) {
    problems.push(
      yaml.at([name], 'key', {
        what: 'applies to the whole policy',
        expected: 'this section in the main file, not in an included one',
      }),
    )
  }
}

const badName = { what: 'is not a valid name', expected: 'letters, digits, - and _, such as ward-nurse' }

function readRules(rules: unknown, path: Path, reader: ItemReader): readonly Item<WrittenRule>[] | undefined {
  if (!Array.isArray(rules)) return undefined
  return rules.map((rule, index) => reader.read(ruleSchema, rule, [...path, index]))
}

function mapOf(data: unknown): Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? { ...data } : {}
}
