import { resolve } from 'node:path'

/** The Maven project of the server: pom and Java sources. */
export const project = resolve(import.meta.dirname, 'server')

/** Everything that is downloaded, built or logged; git-ignored, safe to delete. */
export const cache = resolve(import.meta.dirname, '../../.cache/hapi')

/** Progress goes to standard error: standard output belongs to the caller. */
export function progress(line: string): void {
  process.stderr.write(`hapi: ${line}\n`)
}
