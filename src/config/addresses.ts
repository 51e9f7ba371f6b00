import type { Config } from './config.ts'

/** The addresses under which one server's resources are known; none ends with a slash. */
export interface Addresses {
  /** The base that clients use. */
  readonly base: string
  /** What the upstream may call itself: its own addresses, or what it makes of X-Forwarded-Host and -Proto. */
  readonly upstreamBases: readonly [string, ...string[]]
}

export function addressesOf({ server, upstream }: Pick<Config, 'server' | 'upstream'>): Addresses {
  const plain = (url: Readonly<URL>) => url.href.replace(/\/+$/, '')
  const path = upstream.url.pathname.replace(/\/+$/, '')
  const upstreamBases = [`${server.publicUrl.origin}${path}`, ...upstream.replicas.map(plain)]
  return { base: plain(server.publicUrl), upstreamBases: [plain(upstream.url), ...upstreamBases] }
}
