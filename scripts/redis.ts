import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

const LOCK = join(tmpdir(), 'gatehouse-redis-install.lock')
const STALE_LOCK_MS = 300_000
const PATIENCE_MS = 300_000

/**
 * Makes sure that there is a real `redis-server` to test against, and installs Debian's when there is none.
 * Safe to call from several processes at once: one installs, the others wait for it.
 * @returns the version line of the server
 * @throws Error that says what to install where this cannot
 */
export async function ensureRedisServer(): Promise<string> {
  const start = Date.now()
  for (;;) {
    const version = redisVersion()
    if (version !== undefined) return version
    if (takeLock()) break
    if (Date.now() - start > PATIENCE_MS) throw new Error(`another process is still installing redis-server (${LOCK})`)
    await delay(500)
  }
  try {
    return redisVersion() ?? install()
  } finally {
    rmSync(LOCK, { recursive: true, force: true })
  }
}

function redisVersion(): string | undefined {
  const run = spawnSync('redis-server', ['--version'], { encoding: 'utf8' })
  return run.status === 0 ? run.stdout.trim() : undefined
}

function install(): string {
  console.error('redis-server is missing: installing it from Debian (apt-get install redis-server)')
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) {
    throw new Error(
      'redis-server is missing and cannot be installed from here: run `sudo apt-get install redis-server`',
    )
  }
  apt('update')
  // RUNLEVEL keeps the package from starting a server of its own.
  apt('install', '-y', '--no-install-recommends', 'redis-server')
  spawnSync('systemctl', ['disable', '--now', 'redis-server'])
  const version = redisVersion()
  if (version === undefined) throw new Error('redis-server was installed but does not run')
  return version
}

function apt(...args: string[]) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const run = spawnSync('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], { env, encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`apt-get ${args[0]} failed, so there is no redis-server:\n${run.stderr}`)
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

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(await ensureRedisServer())
