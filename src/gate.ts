import { createAuthenticator } from './authn/authenticate.ts'
import { createBinding } from './authn/binding/binding.ts'
import { issuerDependencies } from './authn/issuer/dependencies.ts'
import { type Bars, followBars } from './bars/follow-bars.ts'
import { addressesOf } from './config/addresses.ts'
import type { Config } from './config/config.ts'
import { loadSiteDefinitions } from './config/definitions/load-definitions.ts'
import { loadElements } from './config/definitions/load-elements.ts'
import type { Discovery } from './discovery/discovery.ts'
import { formatFinding } from './discovery/lint-finding.ts'
import { openDiscovery } from './discovery/open-discovery.ts'
import { createPublicLinks, type PublicLinks } from './enforce/links.ts'
import type { Sealer } from './enforce/seal.ts'
import { openSharedSealer } from './enforce/shared-sealer.ts'
import type { Definitions } from './fhir/definitions/definitions.ts'
import { explainLive } from './gate/explain-live.ts'
import { clientsOf, createLiveLog, type LiveGate } from './gate/live-gate.ts'
import { type LiveParts, livePartsOf } from './gate/live-parts.ts'
import type { Log } from './observe/log.ts'
import type { Metrics } from './observe/metrics.ts'
import { travel } from './pipeline.ts'
import type { RoadParts } from './road/parts.ts'
import { withResourceMetadata } from './road/resource-metadata.ts'
import { type Grants, grantsOf } from './scopes/grants.ts'
import { resourceMetadataPath } from './server/settings.ts'
import { openStore, type StoreConfig } from './store/open-store.ts'
import { createUpstreamClient } from './upstream/client.ts'

/**
 * Opens everything behind the server by the configuration, and joins it into the road.
 * @param open opens the store; a worker process has another way to the store in memory
 */
export async function createGate(
  config: Config,
  metrics: Metrics,
  processLog: Log,
  open = openStore,
): Promise<LiveGate> {
  const definitions = loadSiteDefinitions(config)
  const { base, upstreamBases } = addressesOf(config)
  const links = createPublicLinks(base, upstreamBases)
  const liveLog = createLiveLog(config, processLog, metrics)
  const { log } = liveLog
  const store = await open(storeConfig(config), {
    now: () => performance.now(),
    onStateChange(state, cause) {
      metrics.storeUp(state === 'up')
      log.warn('store', { state, ...(cause !== undefined && { code: cause }) })
    },
  })
  metrics.storeUp(store.state() === 'up')
  const sealer = await openSharedSealer(store.sealKeys, () => performance.now())
  const bars = await followBars(store, Date.now)
  const upstream = createUpstreamClient(config.upstream, {
    failed: (kind) => metrics.upstreamFailed(kind),
    ejected: () => metrics.replicaEjected(),
    breaker(state) {
      metrics.breaker(state)
      log.warn('circuit breaker', { state })
    },
    state(up) {
      metrics.upstreamUp(up)
      log.info('upstream', { state: up ? 'up' : 'down' })
    },
  })
  let inForce = config
  const ground = { definitions, links, store, metrics }
  const live = livePartsOf(config, ground)
  const { readReference } = live.authority
  const authenticator = createAuthenticator({
    issuers: config.issuers,
    readScopes(scopes, context) {
      const grants = grantsOf(scopes, context, definitions, readReference)
      reportIgnored(grants, metrics, log)
      return grants
    },
    onValidation: (issuer, result) => metrics.tokenValidated(issuer, result),
    onCache: (result) => metrics.tokenCache(result),
    onKeyRefresh: (issuer, result) => metrics.jwksRefreshed(issuer, result),
    onIntrospection: (issuer, result) => metrics.introspected(issuer, result),
    onClock(issuer, offset, alarm) {
      metrics.clockSkew(issuer, offset / 1000)
      if (alarm !== undefined) log.warn('clock', { state: alarm, detail: issuer })
    },
  })
  void authenticator.warm()
  const discovery = openDiscovery(config, definitions, (findings) => {
    for (const finding of findings) log.warn('smart configuration', { detail: formatFinding(finding) })
  })
  let parts = {
    ...lastingParts(config, { definitions, links, authenticator, upstream, store, bars, sealer, metrics, discovery }),
    ...live,
  }
  const resourceMetadata = `${config.server.publicUrl.origin}${resourceMetadataPath(config.server.publicUrl)}`
  return {
    travel: (message) => travel(message, parts).then((answer) => withResourceMetadata(answer, resourceMetadata)),
    bars: store,
    metrics,
    log,
    dependencies: () => [
      { name: 'upstream', state: upstream.health.state(), required: false },
      { name: 'store', state: store.state(), required: false },
      ...issuerDependencies(authenticator.states()),
    ],
    explain: (posted) => explainLive(posted, inForce, parts.authority, authenticator),
    prepare(next) {
      const prepared = livePartsOf(next, ground)
      return () => {
        inForce = next
        parts = { ...parts, ...prepared }
        metrics.configured({ version: next.version, sha256: next.sha256 }, clientsOf(next))
        liveLog.follow(next)
      }
    },
    async close() {
      liveLog.close()
      bars.close()
      sealer.close()
      await Promise.all([upstream.close(), store.close()])
    },
  }
}

/** Counts and logs, once for each verified token, which kinds of its scopes grant nothing; `openid` and the like are expected. */
function reportIgnored({ inert }: Grants, metrics: Metrics, log: Log): void {
  const kinds = inert.map(({ why }) => why).filter((why) => why !== 'not-a-resource-scope')
  for (const why of kinds) metrics.scopeIgnored(why)
  for (const why of new Set(kinds)) log.warn('scope ignored', { code: why })
}

interface Opened {
  readonly definitions: Definitions
  readonly links: PublicLinks
  readonly authenticator: ReturnType<typeof createAuthenticator>
  readonly upstream: ReturnType<typeof createUpstreamClient>
  readonly store: Awaited<ReturnType<typeof openStore>>
  readonly bars: Bars
  readonly sealer: Sealer
  readonly metrics: Metrics
  readonly discovery: Discovery
}

/** What stays the same over reloads. */
function lastingParts(config: Config, opened: Opened): Omit<RoadParts, keyof LiveParts> {
  const { publicUrl, limits } = config.server
  const { base } = addressesOf(config)
  return {
    publicUrl,
    base,
    mount: publicUrl.pathname.split('/').filter((part) => part !== ''),
    limits,
    language: { definitions: opened.definitions, limits, base },
    authenticator: opened.authenticator,
    binding: createBinding({
      publicUrl,
      rules: config.issuers,
      ...config.dpop,
      sealing: opened.sealer,
      once: opened.store.once,
      now: Date.now,
    }),
    bars: opened.bars,
    elements: () => loadElements(config.upstream.fhirVersion),
    iua: config.iua,
    upstream: opened.upstream,
    links: opened.links,
    sealer: opened.sealer,
    discovery: opened.discovery,
    events: { limited: (limit) => opened.metrics.rateLimited(limit) },
    now: Date.now,
  }
}

/** The `store` section as `openStore` takes it. */
export function storeConfig({ store }: Pick<Config, 'store'>): StoreConfig {
  return store === 'memory' ? store : { redis: { ...store.redis, url: store.redis.url.reveal() } }
}
