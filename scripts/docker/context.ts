import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Copies what `docker build` would send: a .dockerignore that leaves everything out and takes single paths in again
 * (`*` first, then `!path`), which is the only form that is read.
 *
 * @throws Error for any other line
 */
export function copyContext(repository: string, folder: string): void {
  const lines = readFileSync(join(repository, '.dockerignore'), 'utf8').split('\n')
  const [first, ...rest] = lines.filter((line) => !/^\s*(#|$)/.test(line))
  if (first !== '*') throw new Error('.dockerignore does not begin with *')
  for (const line of rest) {
    if (!/^![\w./-]+$/.test(line)) throw new Error(`.dockerignore has a line that is not !path: ${line}`)
    const path = line.slice(1)
    if (!existsSync(join(repository, path))) throw new Error(`.dockerignore names ${path}, which is not there`)
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(join(repository, path), join(folder, path), { recursive: true })
  }
}
