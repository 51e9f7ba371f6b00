import { z } from 'zod'
import { compileDenialPolicy, type DenialPolicy, defaultDenialPolicy, denialSchema } from './denial-policy.ts'

const NAME = 'a name such as hospital-policy'

/** `policy.yaml` as it may be written; it can only narrow what the scopes of a token grant. */
export const policySchema = z
  .strictObject(
    {
      apiVersion: z.literal('gatehouse/v1').describe('Version of this language.'),
      kind: z.literal('Policy').describe('What this file is.'),
      metadata: z
        .strictObject({
          name: z
            .string({ error: NAME })
            .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, { error: NAME })
            .prefault('default')
            .describe('Name of the policy, as decisions and logs give it.'),
          version: z
            .string({ error: 'text such as "1.0"; a number needs quotes' })
            .regex(/^[\x21-\x7e]{1,64}$/, { error: 'text such as "1.0"' })
            .optional()
            .describe('Its version, as decisions and logs give it.'),
        })
        .prefault({})
        .describe('What it is called.'),
      denial: denialSchema.describe('How refusals look to the caller.'),
    },
    { error: 'a map with apiVersion and kind' },
  )
  .meta({ title: 'Policy of Gatehouse' })

/**
 * Sections of the language that are not supported yet. They are refused by name:
 * who writes a rule must not believe that it is enforced.
 */
export const unsupportedSections: ReadonlySet<string> = new Set([
  ...['defaults', 'sets', 'roles', 'clients', 'limits', 'rules', 'include', 'tenants', 'tests', 'reload'],
  ...['matrix', 'breakGlass', 'emergency', 'anomaly', 'consent', 'labels'],
])

/** A policy at work. */
export interface Policy {
  readonly name: string
  /** As written in `metadata`; absent when it gives none. */
  readonly version?: string
  readonly denial: DenialPolicy
}

/** The policy when the configuration names none: the scopes decide alone. */
export const defaultPolicy: Policy = { name: 'default', denial: defaultDenialPolicy }

export function compilePolicy({ metadata, denial }: z.output<typeof policySchema>): Policy {
  const policy = { name: metadata.name, denial: compileDenialPolicy(denial) }
  return metadata.version === undefined ? policy : { ...policy, version: metadata.version }
}
