import { z } from 'zod'
import { line, listOf, named } from './text.ts'
import { windowSchema } from './time.ts'

const NETWORK = 'a network such as 10.20.0.0/16 or 2001:db8::/32'
const TYPE = 'the name of a resource type such as Observation'

/** A set of networks in CIDR form; that they are networks is checked later. */
export const networkSetSchema = listOf(line(NETWORK), 'a list of networks')
export const scheduleSetSchema = listOf(windowSchema, 'a list of hours')
/** A set of resource types; that they exist is checked later. */
export const resourceSetSchema = listOf(line(TYPE), 'a list of resource types')

/** `sets:` lists with a name, usable wherever a list of their kind is expected. */
export const setsSchema = z
  .strictObject({
    networks: named(networkSetSchema).prefault({}).describe('Sets of networks in CIDR form.'),
    schedules: named(scheduleSetSchema)
      .prefault({})
      .describe('Sets of hours: { days: mon-fri, from: "08:00", to: "18:00" }.'),
    resources: named(resourceSetSchema).prefault({}).describe('Sets of resource types.'),
  })
  .prefault({})
