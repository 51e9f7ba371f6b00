import { z } from 'zod'
import { limitSchema } from './limit.ts'
import { line, listOf, name, written } from './text.ts'

const ISSUER = 'the exact iss of its tokens, an http or https URL'
const REFERENCE = 'a reference such as Organization/hospital'
const PURPOSE = 'a purpose of use such as TREAT'

export const issuer = () => written(/^https?:\/\/[\x21-\x7e]{1,2000}$/, ISSUER)
export const purpose = () => written(/^[\x21-\x7e]{1,256}$/, PURPOSE)
const reference = () =>
  written(/^(?:https?:\/\/[^\s?#]{1,2000}\/)?[A-Z][A-Za-z]{1,63}\/[A-Za-z0-9.-]{1,64}$/, REFERENCE)

/** A name of a set of networks, or a network in CIDR form; which of the two is checked later. */
export const network = () => line('a network such as 10.20.0.0/16, or the name of a set of networks')

/** A client as it writes itself in tokens. */
export const CLIENT_ID = /^[\x20-\x7e]{1,256}$/

/** What the site knows of a client. */
export const clientSchema = z
  .strictObject(
    {
      name: line('a name').optional().describe('Its name, for people.'),
      status: z
        .enum(['active', 'suspended', 'revoked'])
        .prefault('active')
        .describe('Other than active: all its requests are refused.'),
      issuers: listOf(issuer(), 'a list of issuers').optional().describe('Whose tokens it may use.'),
      networks: listOf(network(), 'a list of networks').optional().describe('Where it may call from.'),
      purposes: listOf(purpose(), 'a list of purposes').optional().describe('Purposes of use that it may state.'),
      defaultPurpose: purpose().optional().describe('Its purpose when a token states none.'),
      fhirRefs: listOf(reference(), 'a list of references').optional().describe('Resources that stand for it.'),
      organization: reference().optional().describe('The organization that runs it.'),
      tier: name('the name of a tier of limits').optional().describe('Its tier of limits.'),
      limits: limitSchema.optional().describe('Its own limits, closer than those of its tier.'),
    },
    { error: 'a map; {} when there is nothing to state' },
  )
  .refine(
    ({ purposes, defaultPurpose }) =>
      purposes === undefined || defaultPurpose === undefined || purposes.includes(defaultPurpose),
    { path: ['defaultPurpose'], error: 'one of its purposes', params: { what: 'is not among purposes' } },
  )
