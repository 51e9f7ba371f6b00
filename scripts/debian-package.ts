import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const LOCK = join(tmpdir(), 'gatehouse-install.lock')
const STALE_LOCK_MS = 300_000
const PATIENCE_MS = 300_000

/**
 * Makes sure that a program is there, and installs Debian's package of that name when it is not.
 * Safe to call from several processes at once: one installs, the others wait for it.
 * @returns what the program says of its version
 * @throws Error that says what to install where this cannot
 */
export async function ensureProgram(program: string, packageName: string): Promise<string> {
  const start = Date.now()
  for (;;) {
    const version = versionOf(program)
    if (version !== undefined) return version
    if (takeLock()) break
    if (Date.now() - start > PATIENCE_MS) throw new Error(`another process is still installing packages (${LOCK})`)
    await delay(500)
  }
  try {
    return versionOf(program) ?? install(program, packageName)
  } finally {
    rmSync(LOCK, { recursive: true, force: true })
  }
}

function versionOf(program: string): string | undefined {
  const run = spawnSync(program, ['--version'], { encoding: 'utf8' })
  return run.status === 0 ? `${run.stdout}${run.stderr}`.trim() : undefined
}

function install(program: string, packageName: string): string {
  console.error(`${program} is missing: installing it from Debian (apt-get install ${packageName})`)
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) {
    throw new Error(
      `${program} is missing and cannot be installed from here: run \`sudo apt-get install ${packageName}\``,
    )
  }
  apt('update')
  // RUNLEVEL keeps packages from starting servers of their own.
  apt('install', '-y', '--no-install-recommends', packageName)
  spawnSync('systemctl', ['disable', '--now', packageName])
  const version = versionOf(program)
  if (version === undefined) throw new Error(`${program} was installed but does not run`)
  return version
}

function apt(...args: string[]) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const run = spawnSync('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], { env, encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`apt-get ${args.join(' ')} failed:\n${run.stderr}`)
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
