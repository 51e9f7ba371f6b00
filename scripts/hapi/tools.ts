import { spawnSync } from 'node:child_process'
import { progress } from './cache.ts'

const packages = { java: 'openjdk-17-jre-headless', mvn: 'maven' } as const
const oldestJava = 17
const installMillis = 300_000

/**
 * Makes sure that `java` (17 or newer) and `mvn` can be run, installing them from Debian's packages when missing.
 * Throws with what to install by hand where that is not possible.
 */
export function ensureTools(): void {
  const missing = (['java', 'mvn'] as const).filter((tool) => !runs(tool)).map((tool) => packages[tool])
  if (missing.length > 0) install(missing)
  const version = javaVersion()
  if (version < oldestJava) {
    throw new Error(`hapi: java ${version} is too old, ${oldestJava} or newer is needed (Debian: ${packages.java})`)
  }
}

function runs(tool: 'java' | 'mvn'): boolean {
  return spawnSync(tool, ['-version'], { stdio: 'ignore' }).status === 0
}

/** The major version that `java -version` prints on standard error, 0 where it cannot be read. */
function javaVersion(): number {
  const { stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' })
  return Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0)
}

function install(names: string[]): void {
  const wanted = names.join(' ')
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) {
    throw new Error(`hapi: needs ${wanted}; install with: apt-get install ${wanted}`)
  }
  progress(`installing ${wanted} with apt-get`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const step of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', ...names],
  ]) {
    const run = spawnSync('apt-get', step, { env, stdio: ['ignore', 'ignore', 'inherit'], timeout: installMillis })
    if (run.status !== 0) throw new Error(`hapi: apt-get ${step.join(' ')} failed`)
  }
}
