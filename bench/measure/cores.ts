import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** The cores that this process may use, by their numbers. */
const allowed = coresOf(/^Cpus_allowed_list:\s+(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0')
const canPin = allowed.length > 1 && spawnSync('taskset', ['--version']).status === 0

/** The server under test has a core of its own; what loads it and what lies behind it share the others. */
export const cores: { readonly all: string; readonly tested: string | undefined; readonly rest: string } = {
  all: allowed.join(),
  tested: canPin ? String(allowed[0]) : undefined,
  rest: (canPin ? allowed.slice(1) : allowed).join(),
}

/** Words before a command that keep it on these cores. */
export function on(list: string | undefined): readonly string[] {
  return canPin && list !== undefined ? ['taskset', '-c', list] : []
}

/** Moves running processes, with all their threads, to these cores; what they start later stays there too. */
export function moveTo(list: string, pids: readonly number[]): void {
  if (!canPin) return
  for (const pid of pids) spawnSync('taskset', ['-a', '-c', '-p', list, String(pid)])
}

/** Reads a list of cores as the kernel writes it: `0-2,5`. */
export function coresOf(list: string): readonly number[] {
  return list.split(',').flatMap((part) => {
    const [from, to = from] = part.split('-').map(Number)
    return Array.from({ length: to! - from! + 1 }, (_, n) => from! + n)
  })
}
