import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Load {
  readonly url: string
  /** Seconds. */
  readonly seconds: number
  /** A Lua script for wrk: it sets the Authorization header and tells what came back. */
  readonly script: string
  /** Words before the command, such as `taskset -c 1`. */
  readonly before: readonly string[]
  /** The process under test; its workers count as part of it. */
  readonly pid: number
}

export interface Sample {
  readonly requestsPerSecond: number
  /** Microseconds that the process under test computed for each request, garbage collection included. */
  readonly cpu: number
}

/** Sends requests over 32 connections that stay open, each as soon as its last was answered. @throws if an answer is not the expected one. */
export async function measure({ url, seconds, script, before, pid }: Load): Promise<Sample> {
  const [command, ...args] = [...before, 'wrk', '-t', '1', '-c', '32', '-d', `${seconds}s`, '-s', script, url]
  const cpuBefore = cpuOf(pid)
  const { stdout } = await run(command as string, args)
  const cpu = cpuOf(pid) - cpuBefore
  const told = JSON.parse(stdout.trim().split('\n').at(-1)!) as { requests: number; wrong: number; micros: number }
  if (told.wrong > 0 || told.requests === 0) throw new Error(`${url}: ${told.wrong} wrong answers of ${told.requests}`)
  return { requestsPerSecond: (told.requests * 1e6) / told.micros, cpu: (cpu * 1e6) / told.requests }
}

/** Seconds of processor time that a process and its children took, all threads together (proc(5), utime and stime in ticks of 10 ms). */
function cpuOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
  const own = (Number(afterName[11]) + Number(afterName[12])) / 100
  return children.reduce((sum, child) => sum + cpuOf(Number(child)), own)
}

/** The script for these tokens, taken in turn; none sends no Authorization. It counts answers with another status. */
export function wrkScript(tokens: readonly string[], status: number): string {
  return `
local headers = {${tokens.map((token) => `"Bearer ${token}"`).join(',\n')}}
local turn = 0
local threads = {}
wrong = 0
function setup(thread) table.insert(threads, thread) end
function request()
  if #headers > 0 then
    turn = turn % #headers + 1
    wrk.headers["Authorization"] = headers[turn]
  end
  return wrk.format()
end
function response(code)
  if code ~= ${status} then wrong = wrong + 1 end
end
function done(summary)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  for _, thread in ipairs(threads) do failed = failed + thread:get("wrong") end
  print(string.format('{"requests":%d,"wrong":%d,"micros":%d}', summary.requests, failed, summary.duration))
end
`
}
