import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { withSecondAttempt } from '../second-attempt.ts'
import { cache, progress } from './cache.ts'

const version = '26.4.5'
const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack'
const fetchMillis = 8 * 60_000

/**
 * Brings the server's distribution with the configured `mvn` and unpacks it, once per version; later calls need no
 * network. Throws where Maven, asked twice, cannot reach the artifact or takes more than eight minutes.
 *
 * @returns the server's home folder
 */
export async function fetchKeycloak(): Promise<string> {
  const home = join(cache, `keycloak-${version}`)
  if (existsSync(home)) return home
  await withSecondAttempt(
    () => unpackTo(home),
    (reason) => progress(`once more, for ${reason}`),
  )
  return home
}

function unpackTo(home: string): void {
  const unpacking = join(cache, `unpacking-${process.pid}`)
  mkdirSync(unpacking, { recursive: true })
  progress(`fetching Keycloak ${version} with Maven (160 MB)`)
  const artifact = `-Dartifact=org.keycloak:keycloak-quarkus-dist:${version}:zip`
  const run = spawnSync('mvn', ['-q', '-B', plugin, artifact, `-DoutputDirectory=${unpacking}`], {
    cwd: cache,
    encoding: 'utf8',
    timeout: fetchMillis,
  })
  try {
    if (run.status !== 0) {
      const said = `${run.error?.message ?? ''}${run.stdout}${run.stderr}`.slice(0, 2000)
      throw new Error(`keycloak: Maven could not bring Keycloak ${version}: ${said}`)
    }
    // In one step, so that a home that is there is whole.
    renameSync(join(unpacking, `keycloak-${version}`), home)
  } finally {
    rmSync(unpacking, { recursive: true, force: true })
  }
}
