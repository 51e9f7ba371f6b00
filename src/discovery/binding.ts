import type { Config } from '../config/config.ts'
import type { Binding } from './site.ts'

/** How the configuration lets tokens be bound: certificates are seen over our own TLS, or told by trusted proxies. */
export function bindingOf({ server, issuers, dpop }: Pick<Config, 'server' | 'issuers' | 'dpop'>): Binding {
  const asked = server.tls !== undefined && server.tls.clientAuth !== 'none'
  return {
    dpopAlgorithms: dpop.algorithms,
    certificates: asked || server.trustedProxies.length > 0,
    required: issuers.every(({ requireBinding }) => requireBinding),
  }
}
