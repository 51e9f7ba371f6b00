import { spawnSync } from 'node:child_process'
import { installPackages } from '../apt.ts'
import { progress } from './cache.ts'

const packages = { java: 'openjdk-17-jre-headless', mvn: 'maven' } as const
const oldestJava = 17

/**
 * Makes sure that `java` (17 or newer) and `mvn` can be run, installing them from Debian's packages when missing.
 * Throws with what to install by hand where that is not possible.
 */
export function ensureTools(): void {
  const missing = (['java', 'mvn'] as const).filter((tool) => !runs(tool)).map((tool) => packages[tool])
  if (missing.length > 0) {
    progress(`installing ${missing.join(' ')} with apt-get`)
    installPackages(...missing)
  }
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
