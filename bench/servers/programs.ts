import { ensureProgram, versionOf } from '../../scripts/debian-package.ts'

/** Debian's programs that take part, and how each is asked for its version. */
const flags = { wrk: '-v', nginx: '-v', haproxy: '-v', 'redis-server': '--version' } as const

export type DebianProgram = keyof typeof flags

/** Installs, where it may, what of these is missing. @returns what each says of its version; undefined = still missing */
export async function ensurePrograms(
  programs: readonly DebianProgram[],
): Promise<ReadonlyMap<DebianProgram, string | undefined>> {
  const versions = new Map<DebianProgram, string | undefined>()
  for (const program of programs) {
    try {
      await ensureProgram(program, program, flags[program])
    } catch (error) {
      console.error((error as Error).message)
    }
    versions.set(program, versionOf(program, flags[program])?.split('\n')[0])
  }
  return versions
}
