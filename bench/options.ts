import { parseArgs } from 'node:util'

/** What was asked for on the command line. */
export interface Options {
  readonly quick: boolean
  readonly markdown: boolean
  /** A file for every round. */
  readonly json: string | undefined
  /** A folder for a processor profile of the gateway. */
  readonly profile: string | undefined
  /** Whether a workload, by the letter or letters it begins with, is to be measured. */
  isWanted(workload: string): boolean
  /** Whether a server is to be measured. */
  isChosen(server: string): boolean
}

/** @throws on an unknown flag */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      json: { type: 'string' },
      only: { type: 'string' },
      servers: { type: 'string' },
      profile: { type: 'string' },
    },
  })
  const [only, servers] = [values.only?.split(','), values.servers?.split(',')]
  return {
    quick: values.quick,
    markdown: values.markdown,
    json: values.json,
    profile: values.profile,
    isWanted: (workload) => only === undefined || only.some((start) => workload.startsWith(start)),
    isChosen: (server) => servers === undefined || servers.includes(server),
  }
}
