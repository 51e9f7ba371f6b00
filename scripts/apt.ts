import { spawnSync } from 'node:child_process'

const LIMIT_MS = 300_000

/**
 * Installs packages of Debian; `apt-get` itself asks again for what it did not get.
 * @throws Error that says what to install where this cannot, or what went wrong
 */
export function installPackages(...names: readonly string[]): void {
  const wanted = names.join(' ')
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) {
    throw new Error(`${wanted} cannot be installed from here: run \`sudo apt-get install ${wanted}\``)
  }
  apt('update')
  // RUNLEVEL keeps packages from starting servers of their own.
  apt('install', '-y', '--no-install-recommends', ...names)
}

function apt(...args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const options = ['-q', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=3']
  const run = spawnSync('apt-get', [...options, ...args], { env, encoding: 'utf8', timeout: LIMIT_MS })
  if (run.status !== 0) throw new Error(`apt-get ${args.join(' ')} failed: ${run.error?.message ?? ''}\n${run.stderr}`)
}
