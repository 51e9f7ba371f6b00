import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { cores, on } from './cores.ts'
import { ALL, using } from './processes.ts'
import type { Round } from './round.ts'

const run = promisify(execFile)

export interface Load {
  readonly url: string
  /** Whole seconds. */
  readonly seconds: number
  /** A file with a script of `wrkScript`. */
  readonly script: string
  /** Whether answers are to be refusals (4xx) instead of 2xx. */
  readonly refused: boolean
  /** The process under test; those below it count as part of it. */
  readonly pid: number
  /** On all cores, as the server is. Default: beside the tested core. */
  readonly everywhere?: boolean
}

interface Told {
  readonly requests: number
  /** Answers with a status of 400 or above. */
  readonly refused: number
  /** Connections that failed, broke or were silent. */
  readonly failed: number
  readonly micros: number
}

/** Sends requests over 32 connections that stay open, each as soon as its last was answered. */
export async function wrkRound({ url, seconds, script, refused, pid, everywhere = false }: Load): Promise<Round> {
  const [command, ...args] = [
    ...on(everywhere ? cores.all : cores.rest),
    'wrk',
    '-t',
    '1',
    '-c',
    '32',
    '-d',
    `${seconds}s`,
    '-s',
    script,
    url,
  ]
  const load = () => run(command as string, args).catch((error: Error) => error)
  const { result, usage } = await using(pid, load, everywhere ? ALL : undefined)
  if (result instanceof Error) return { void: result.message }
  const told = JSON.parse(result.stdout.trim().split('\n').at(-1)!) as Told
  const { requests, micros } = told
  const problem = problemOf(told, refused)
  if (problem !== undefined) return { void: problem }
  return { rate: (requests * 1e6) / micros, cpu: (usage.own * 1e6) / requests, others: usage.others }
}

/** Why a round counts for nothing. */
export function problemOf(told: Told, refused: boolean): string | undefined {
  if (told.requests === 0) return 'nothing was answered'
  if (told.failed > 0) return `${told.failed} connections failed`
  const wrong = refused ? told.requests - told.refused : told.refused
  return wrong > 0 ? `${wrong} of ${told.requests} answers were not what was asked for` : undefined
}

/** The script for these tokens, taken in turn; none sends no Authorization. Requests are written before the first is sent. */
export function wrkScript(tokens: readonly string[]): string {
  return `
local tokens = {${tokens.map((token) => `"${token}"`).join(',\n')}}
local requests = {}
local turn = 0
function init(args)
  for n, token in ipairs(tokens) do
    wrk.headers["Authorization"] = "Bearer " .. token
    requests[n] = wrk.format()
  end
  if #tokens == 0 then requests[1] = wrk.format() end
end
function request()
  turn = turn % #requests + 1
  return requests[turn]
end
function done(summary)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout
  print(string.format('{"requests":%d,"refused":%d,"failed":%d,"micros":%d}', summary.requests, errors.status, failed, summary.duration))
end
`
}
