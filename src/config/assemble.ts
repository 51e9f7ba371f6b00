import type { Policy } from '../policy/document.ts'
import type { Config, ConfigDocument, IssuerConfig, RedisConfig } from './config.ts'
import type { Resolved } from './files/references.ts'
import { createSecret } from './files/secret.ts'
import { deepFreeze } from './freeze.ts'

/** Every section, with secrets read and paths absolute. */
export type ResolvedDocument = Resolved<ConfigDocument>

interface Rest {
  readonly policy: Policy
  readonly policyCandidate: Policy | undefined
  readonly sha256: string
  readonly insecure: readonly string[]
}

/** Puts the frozen `Config` together: defaults that depend on another section are filled in here. */
export function assembleConfig(
  document: ResolvedDocument,
  { policy, policyCandidate, sha256, insecure }: Rest,
): Config {
  const { issuers, store } = document
  const audience = [baseOf(document.server.publicUrl)]
  return deepFreeze({
    ...document,
    issuers: issuers.map(
      (issuer): IssuerConfig => ({ ...issuer, audience: issuer.audience ?? audience, locations: audience }),
    ),
    store: store === 'memory' ? store : { redis: redisOf(store.redis) },
    policy,
    policyCandidate,
    version: sha256.slice(0, 12),
    sha256,
    insecure,
  })
}

/** The URL as clients and issuers write it: without the slash that URL adds to a bare host. */
function baseOf(url: Readonly<URL>): string {
  return url.href.replace(/\/$/, '')
}

function redisOf(redis: Exclude<ResolvedDocument['store'], 'memory'>['redis']): RedisConfig {
  const url = new URL(redis.url)
  if (redis.username !== undefined) url.username = encodeURIComponent(redis.username)
  if (redis.password !== undefined) url.password = encodeURIComponent(redis.password.reveal())
  return { url: createSecret(url.href), keyPrefix: redis.keyPrefix, onFailure: redis.onFailure }
}
