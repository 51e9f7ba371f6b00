import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { TestProject } from 'vitest/node'
import { ensureTools } from '../../../scripts/hapi/tools.ts'
import { progress } from '../../../scripts/keycloak/cache.ts'
import { startKeycloak } from '../../../scripts/keycloak/start.ts'
import { freePort } from '../../fixtures/gateway.ts'
import { redirectUri } from '../oauth-client.ts'

/** A running Keycloak and what its tests need to know. */
export interface KeycloakWorld {
  readonly url: string
  readonly issuer: string
  /** Reserved for the gateway, whose base is the audience of tokens. */
  readonly gatewayPort: number
  /** Reserved for the keys of the backend service. */
  readonly jwksPort: number
  readonly clientSecret: string
  readonly demoPassword: string
  readonly adminPassword: string
}

declare module 'vitest' {
  interface ProvidedContext {
    /** undefined where Keycloak cannot be started here */
    keycloak: KeycloakWorld | undefined
  }
}

/** One server for all suites. */
export default async function setup(project: TestProject) {
  const missing = (['java', 'mvn'] as const).filter((tool) => spawnSync(tool, ['-version']).status !== 0)
  if (process.env.GATEHOUSE_REQUIRE_KEYCLOAK === '1') {
    ensureTools()
  } else if (missing.length > 0) {
    progress(`SKIPPED: ${missing.join(' and ')} cannot be run here (GATEHOUSE_REQUIRE_KEYCLOAK=1 makes that a failure)`)
    project.provide('keycloak', undefined)
    return
  }
  const [port, gatewayPort, jwksPort] = [await freePort(), await freePort(), await freePort()]
  const random = () => randomBytes(18).toString('base64url')
  const secrets = { clientSecret: random(), demoPassword: random(), adminPassword: random() }
  const publicUrl = `http://127.0.0.1:${gatewayPort}/fhir`
  const jwksUrl = `http://127.0.0.1:${jwksPort}/jwks.json`
  const server = await startKeycloak({ port, publicUrl, redirectUri, jwksUrl, ...secrets })
  await server.ready()
  const { url, issuer } = server
  project.provide('keycloak', { url, issuer, gatewayPort, jwksPort, ...secrets })
  return () => server.stop()
}
