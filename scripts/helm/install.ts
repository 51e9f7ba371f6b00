import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { withSecondAttempt } from '../second-attempt.ts'
import { placeWhole, toolFolder } from '../tool-cache.ts'

const VERSION = 'v3.19.2'
const LIMIT_MS = 540_000

/**
 * Makes sure that there is a real `helm`, built from its Go module and kept outside the repository. The first time takes
 * a minute and a half of two cores, or longer.
 *
 * @returns its path
 * @throws Error where Go is missing or the module cannot be had
 */
export async function ensureHelm(): Promise<string> {
  const folder = toolFolder(`helm-${VERSION}`)
  const path = join(folder, 'helm')
  if (existsSync(path)) return path
  process.stderr.write(`helm: building ${VERSION} into ${folder}\n`)
  await withSecondAttempt(
    () => placeWhole(folder, build),
    (reason) => process.stderr.write(`helm: once more, for ${reason}\n`),
  )
  return path
}

function build(folder: string): void {
  const args = ['install', `helm.sh/helm/v3/cmd/helm@${VERSION}`]
  const run = spawnSync('go', args, { env: { ...process.env, GOBIN: folder }, encoding: 'utf8', timeout: LIMIT_MS })
  if (run.status !== 0) throw new Error(`helm ${VERSION} could not be built:\n${run.stderr ?? run.error}`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(await ensureHelm())
