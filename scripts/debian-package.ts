import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { installPackages } from './apt.ts'

const LOCK = join(tmpdir(), 'gatehouse-install.lock')
const STALE_LOCK_MS = 300_000
const PATIENCE_MS = 300_000

/**
 * Makes sure that a program is there, and installs Debian's package of that name when it is not.
 * Safe to call from several processes at once: one installs, the others wait for it.
 * @param versionFlag what makes the program tell its version and end
 * @returns what the program says of its version
 * @throws Error that says what to install where this cannot
 */
export async function ensureProgram(program: string, packageName: string, versionFlag = '--version'): Promise<string> {
  const start = Date.now()
  for (;;) {
    const version = versionOf(program, versionFlag)
    if (version !== undefined) return version
    if (takeLock()) break
    if (Date.now() - start > PATIENCE_MS) throw new Error(`another process is still installing packages (${LOCK})`)
    await delay(500)
  }
  try {
    return versionOf(program, versionFlag) ?? install(program, packageName, versionFlag)
  } finally {
    rmSync(LOCK, { recursive: true, force: true })
  }
}

/** @returns undefined if the program is not there, or lacks a library (127); some tell their version and end with 1 */
export function versionOf(program: string, versionFlag: string): string | undefined {
  const run = spawnSync(program, [versionFlag], { encoding: 'utf8' })
  return run.error === undefined && run.status !== 127 ? `${run.stdout}${run.stderr}`.trim() : undefined
}

function install(program: string, packageName: string, versionFlag: string): string {
  console.error(`${program} is missing: installing it from Debian (apt-get install ${packageName})`)
  installPackages(packageName)
  spawnSync('systemctl', ['disable', '--now', packageName])
  const version = versionOf(program, versionFlag)
  if (version === undefined) throw new Error(`${program} was installed but does not run`)
  return version
}

/** A directory is made by one process only. One that was left behind by a dead process is taken over. */
function takeLock(): boolean {
  try {
    mkdirSync(LOCK)
    return true
  } catch {
    const made = statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs
    if (made === undefined || Date.now() - made < STALE_LOCK_MS) return false
    utimesSync(LOCK, new Date(), new Date())
    return true
  }
}
