import { isDeepStrictEqual } from 'node:util'
import type { Config } from '../config/config.ts'
import { formatProblem } from '../config/problem.ts'
import { type LoadedSources, loadWithSources } from '../config/sources.ts'

/** What came of a reload. `problems` are sentences for the operator, the configuration in force is the old one then. */
export type Reloaded =
  | { readonly done: true; readonly version: string }
  | { readonly done: false; readonly problems: readonly string[] }

/**
 * Reads the changed configuration, and refuses one that is not valid, or that changes what the primary itself holds
 * open: the operators' listener and the store.
 */
export function readChanged(
  file: string,
  inForce: Config,
): { readonly config: Config; readonly sources: LoadedSources['sources'] } | { readonly problems: readonly string[] } {
  const { result, sources } = loadWithSources(file)
  if ('problems' in result) return { problems: result.problems.map(formatProblem) }
  const { config } = result
  const problems = [
    ...(isDeepStrictEqual(config.admin.listen, inForce.admin.listen) ? [] : ['admin.listen changes only by a restart']),
    ...(sameStore(config.store, inForce.store) ? [] : ['store changes only by a restart']),
  ]
  return problems.length > 0 ? { problems } : { config, sources }
}

function sameStore(a: Config['store'], b: Config['store']): boolean {
  if (a === 'memory' || b === 'memory') return a === b
  const { url, ...rest } = a.redis
  const { url: otherUrl, ...otherRest } = b.redis
  return url.reveal() === otherUrl.reveal() && isDeepStrictEqual(rest, otherRest)
}
