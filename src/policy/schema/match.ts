import { z } from 'zod'
import { policyInteractions } from '../question.ts'
import { CLIENT_ID, issuer, network, purpose } from './client.ts'
import { line, listOf, name, written } from './text.ts'
import { windowSchema } from './time.ts'

const roles = () => listOf(name('the name of a role'), 'a list of roles')
const networks = () => listOf(network(), 'a list of networks')
const parameters = () =>
  listOf(
    written(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/, 'the name of a search parameter, without modifier'),
    'a list of names',
  )

/** One name of a set, or a list of names and hours. */
const schedule = () =>
  z.union([name('the name of a set of schedules'), listOf(z.union([name(), windowSchema]), 'a list of hours')], {
    error: 'the name of a set of schedules, or a list of hours',
  })

const relations = ['self', 'context', 'any'] as const

/** `match:` every key given has to fit; of the values of one key, any. Names of sets are still in it. */
export const matchSchema = z
  .strictObject(
    {
      roles: roles().optional().describe('The caller has one of these roles.'),
      notRoles: roles().optional().describe('The caller has none of these roles.'),
      clients: listOf(written(CLIENT_ID, 'the id of a client'), 'a list of clients').optional().describe('Client ids.'),
      tiers: listOf(name('the name of a tier of limits'), 'a list of tiers')
        .optional()
        .describe('Tiers of the client.'),
      issuers: listOf(issuer(), 'a list of issuers').optional().describe('Issuers of the token.'),
      interactions: listOf(z.enum([...policyInteractions, '*']), 'a list of interactions')
        .optional()
        .describe("What is done; ['*'] is any."),
      resources: listOf(line('a resource type, or the name of a set of them'), 'a list of resource types')
        .optional()
        .describe('Resource types, or names of sets of them.'),
      operations: listOf(
        written(/^[A-Za-z][A-Za-z0-9.-]{0,63}$/, 'the name of an operation without $, such as everything'),
        'a list of operations',
      )
        .optional()
        .describe('Operations without $.'),
      purposes: listOf(purpose(), 'a list of purposes').optional().describe('The purpose of use is one of these.'),
      relation: z.enum(relations).optional().describe("self: the user's own record; context: of the launch patient."),
      networks: networks().optional().describe('The caller calls from one of these networks, or sets of them.'),
      notNetworks: networks().optional().describe('The caller calls from none of these networks.'),
      schedule: schedule().optional().describe('It is within these hours.'),
      notSchedule: schedule().optional().describe('It is outside these hours.'),
      params: z
        .strictObject({
          any: parameters().optional().describe('At least one of these search parameters is there.'),
          none: parameters().optional().describe('None of these search parameters is there.'),
        })
        .optional()
        .describe('Search parameters, by their names without modifier and chain.'),
    },
    { error: 'a map; {} matches everything' },
  )
  .meta({ id: 'Match' })

/** A match whose names are not yet looked up. */
export type WrittenMatch = z.output<typeof matchSchema>
