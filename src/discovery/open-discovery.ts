import { fetch } from 'undici'
import { discover } from '../authn/issuer/discovery.ts'
import { fetchLimits } from '../authn/issuer/fetch-json.ts'
import type { Config } from '../config/config.ts'
import type { Definitions } from '../fhir/definitions/definitions.ts'
import { siteOf } from './configured-site.ts'
import { createDiscovery, type Discovery, type DiscoveryOptions } from './discovery.ts'

/** The documents of this configuration; the metadata of the first issuer is asked for at once, so that faults are told at start. */
export function openDiscovery(config: Config, definitions: Definitions, found: DiscoveryOptions['found']): Discovery {
  const [issuer] = config.issuers
  const discovery = createDiscovery({
    site: siteOf(config, definitions),
    found,
    monotonic: () => performance.now(),
    async issuerMetadata() {
      if (issuer === undefined) return undefined
      const metadata = await discover({ ...issuer, fetch, limits: fetchLimits })
      return typeof metadata === 'string' ? undefined : metadata.document
    },
  })
  void discovery.oauthUris()
  return discovery
}
