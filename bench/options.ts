import { parseArgs } from 'node:util'

/** What was asked for on the command line. */
export interface Options {
  readonly quick: boolean
  readonly markdown: boolean
  /** A file for every round. */
  readonly json: string | undefined
  /** A folder for a processor profile of the gateway. */
  readonly profile: string | undefined
  /** Whether a workload is to be measured: `--only` names them by the letters they begin with. */
  isWanted(workload: string): boolean
  /** Whether a server is to be measured. */
  isChosen(server: string): boolean
}

/** Need servers of their own or take long, and are left out of a quick run that names no workloads. */
const SLOW = ['I', 'J', 'K', 'T']

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
    isWanted(workload) {
      if (only === undefined) return !(values.quick && SLOW.includes(workload))
      return only.some((start) => workload.startsWith(start))
    },
    isChosen: (server) => servers === undefined || servers.includes(server),
  }
}
