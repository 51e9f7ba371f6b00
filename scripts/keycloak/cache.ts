import { resolve } from 'node:path'

/** Everything that is unpacked or logged; git-ignored, safe to delete. */
export const cache = resolve(import.meta.dirname, '../../.cache/keycloak')

/** Progress goes to standard error: standard output belongs to the caller. */
export function progress(line: string): void {
  process.stderr.write(`keycloak: ${line}\n`)
}
