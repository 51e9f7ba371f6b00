import { z } from 'zod'
import { compileDenialPolicy, type DenialPolicy, defaultDenialPolicy, denialSchema } from './denial-policy.ts'
import type { PolicyDocument } from './language.ts'
import { CLIENT_ID, clientSchema } from './schema/client.ts'
import { defaultsSchema } from './schema/defaults.ts'
import { limitsSchema } from './schema/limit.ts'
import { metadataSchema } from './schema/metadata.ts'
import { roleSchema } from './schema/role.ts'
import { ruleSchema } from './schema/rule.ts'
import { setsSchema } from './schema/sets.ts'
import { wholeTenantSchema } from './schema/tenant.ts'
import { line, named } from './schema/text.ts'

/** The parts of every policy file, one that is included as well. */
export const headSchemas = {
  apiVersion: z.literal('gatehouse/v1').describe('Version of this language.'),
  kind: z.literal('Policy').describe('What this file is.'),
  include: z
    .array(line('the path of a policy file'), { error: 'a list of paths' })
    .min(1, { error: 'at least one path' })
    .max(100)
    .optional()
    .describe('Policy files whose sets, roles, clients, limits, rules and tenants belong to this one.'),
}

/** The parts that only the file named by the configuration has. */
export const mainSchemas = {
  metadata: metadataSchema.describe('What it is called.'),
  defaults: defaultsSchema.describe('Defaults for the whole file.'),
  denial: denialSchema.describe('How refusals look to the caller.'),
  tests: z
    .array(line('the path of a file of tests'), { error: 'a list of paths' })
    .min(1, { error: 'at least one path' })
    .max(100)
    .optional()
    .describe('Files of tests (kind: PolicyTest), relative to this one; absent = those named *_test.yaml beside it.'),
}

/** `policy.yaml` as it may be written; it can only narrow what the scopes of a token grant. */
export const policySchema = z
  .strictObject(
    {
      ...headSchemas,
      ...mainSchemas,
      sets: setsSchema.describe('Lists with a name, usable wherever a list of their kind is expected.'),
      roles: named(roleSchema).prefault({}).describe('Roles of callers, by what their tokens say.'),
      clients: named(clientSchema, CLIENT_ID).prefault({}).describe('What the site knows of clients, by client id.'),
      limits: limitsSchema.describe('How much callers may use.'),
      rules: z
        .array(ruleSchema)
        .min(1)
        .optional()
        .describe('Who may do what; absent: the scopes alone decide. The order never matters.'),
      tenants: named(wholeTenantSchema).prefault({}).describe('Rules and limits for the callers of one tenant.'),
    },
    { error: 'a map with apiVersion and kind' },
  )
  .meta({ title: 'Policy of Gatehouse' })

/** A policy at work. */
export interface Policy {
  readonly name: string
  /** As written in `metadata`; absent when it gives none. */
  readonly version?: string
  readonly denial: DenialPolicy
  /** What the policy says beside its denials; absent when the configuration names no policy. */
  readonly document?: PolicyDocument
  /** Absolute paths of all files that were read for it, included ones among them. */
  readonly files: readonly string[]
  /** Absolute paths of the files of tests that it names. */
  readonly tests?: readonly string[]
}

/** The policy when the configuration names none: the scopes decide alone. */
export const defaultPolicy: Policy = { name: 'default', denial: defaultDenialPolicy, files: [] }

/** The policy of a document that was read without problems. */
export function policyOf(
  document: PolicyDocument,
  denial: z.output<typeof denialSchema>,
  files: readonly string[],
  tests: readonly string[],
): Policy {
  const policy = { name: document.name, denial: compileDenialPolicy(denial), document, files, tests }
  return document.version === undefined ? policy : { ...policy, version: document.version }
}
