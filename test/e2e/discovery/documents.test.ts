import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FhirServer, startFhirServer } from '../../../demo/fhir-server/start.ts'
import { type Sections, startGateway, type TestGateway } from '../../fixtures/gateway.ts'
import { until } from '../road.ts'
import { type MetadataIssuer, startMetadataIssuer } from './metadata-issuer.ts'
import { faultsOf, type SmartDocument } from './smart-schema.ts'

interface Site {
  readonly describe: (issuer: string) => object
  readonly sections: Sections
  /** Of the SMART document, beside that it is whole. */
  readonly told: (issuer: string, base: string) => SmartDocument
  readonly absent: readonly string[]
}

const v = ['permission-v1', 'permission-v2', 'permission-patient', 'permission-user']
const launching = (issuer: string) => ({
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  grant_types_supported: ['authorization_code', 'implicit', 'refresh_token'],
  response_types_supported: ['code', 'id_token', 'code id_token'],
  code_challenge_methods_supported: ['plain', 'S256'],
  scopes_supported: ['openid', 'fhirUser', 'launch', 'offline_access', 'patient/*.rs', 'user/Observation.rs', 'roles'],
  userinfo_endpoint: `${issuer}/me`,
  claims_supported: ['sub'],
})

const sites: Readonly<Record<string, Site>> = {
  'EHR launch with OpenID Connect': {
    describe: launching,
    sections: {
      cors: { origins: ['https://app.example.org'] },
      smart: {
        capabilities: [
          ...v,
          'launch-ehr',
          'context-ehr-patient',
          'context-banner',
          'sso-openid-connect',
          'authorize-post',
        ],
        management_endpoint: '{base}/manage',
      },
    },
    told: (issuer, base) => ({
      issuer,
      jwks_uri: `${issuer}/keys`,
      management_endpoint: `${base}/manage`,
      grant_types_supported: ['authorization_code', 'refresh_token'],
      response_types_supported: ['code'],
      scopes_supported: ['openid', 'fhirUser', 'launch', 'offline_access', 'patient/*.rs', 'user/Observation.rs'],
    }),
    absent: ['userinfo_endpoint', 'claims_supported'],
  },
  'standalone patient apps, public clients': {
    describe: (issuer) => ({
      ...launching(issuer),
      token_endpoint_auth_methods_supported: ['none', 'Private_key_jwt'],
    }),
    sections: {
      smart: {
        capabilities: [...v, 'launch-standalone', 'client-public', 'context-standalone-patient', 'permission-offline'],
        scopes_supported: ['launch/patient', 'offline_access', 'patient/Observation.rs?category=laboratory'],
        user_access_brand_bundle: 'https://brands.example/bundle.json',
        user_access_brand_identifier: { system: 'urn:ietf:rfc:3986', value: 'https://clinic.example' },
      },
    },
    told: () => ({
      token_endpoint_auth_methods_supported: ['none'],
      scopes_supported: ['launch/patient', 'offline_access', 'patient/Observation.rs?category=laboratory'],
      user_access_brand_bundle: 'https://brands.example/bundle.json',
    }),
    absent: ['issuer', 'jwks_uri'],
  },
  'backend services alone (TWPAS)': {
    describe: (issuer) => ({
      token_endpoint: `${issuer}/token`,
      grant_types_supported: ['Client_credentials'],
      introspection_endpoint: `${issuer}/introspect`,
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'Client_secret_basic'],
      token_endpoint_auth_signing_alg_values_supported: ['none', 'RS384', 'ES384'],
    }),
    sections: {
      smart: {
        capabilities: ['permission-v1', 'permission-v2', 'client-confidential-asymmetric'],
        grant_types_supported: ['client_credentials'],
        scopes_supported: ['system/Bundle.crs', 'system/ClaimResponse.rs'],
      },
    },
    told: (issuer) => ({
      grant_types_supported: ['client_credentials'],
      introspection_endpoint: `${issuer}/introspect`,
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
      code_challenge_methods_supported: ['S256'],
    }),
    absent: ['authorization_endpoint', 'issuer', 'jwks_uri', 'response_types_supported'],
  },
  'several issuers, with bound tokens': {
    describe: (issuer) => ({
      ...launching(issuer),
      dpop_signing_alg_values_supported: ['ES256', 'HS256', 'ES256K'],
      tls_client_certificate_bound_access_tokens: true,
    }),
    sections: {
      server: { trustedProxies: ['127.0.0.0/8'] },
      smart: {
        resource_documentation: '{base}/docs',
        associated_endpoints: [{ url: 'https://images.example/fhir', capabilities: ['permission-v2'] }],
      },
    },
    told: () => ({
      dpop_signing_alg_values_supported: ['ES256'],
      tls_client_certificate_bound_access_tokens: true,
      associated_endpoints: [{ url: 'https://images.example/fhir', capabilities: ['permission-v2'] }],
    }),
    absent: ['issuer', 'resource_documentation'],
  },
}

const SECOND = 'https://second.example'
let fhir: FhirServer
beforeAll(async () => {
  fhir = await startFhirServer({ version: 'R4' })
})
afterAll(() => fhir.stop())

describe.each(Object.entries(sites))('%s', (name, { describe: say, sections, told, absent }) => {
  let issuer: MetadataIssuer
  let gateway: TestGateway
  beforeAll(async () => {
    issuer = await startMetadataIssuer(say)
    const several = name.startsWith('several') && { issuers: [{ issuer: issuer.issuer }, { issuer: SECOND }] }
    gateway = await startGateway({
      upstreamUrl: fhir.url,
      issuer: issuer.issuer,
      sections: { ...sections, ...several },
    })
  })
  afterAll(async () => {
    await gateway.close()
    await issuer.stop()
  })
  const get = (path: string, headers: Record<string, string> = {}) => fetch(path, { headers })

  test('the SMART configuration is whole', async () => {
    const response = await get(`${gateway.base}/.well-known/smart-configuration`, { accept: 'application/fhir+xml' })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json'])
    const document = (await response.json()) as SmartDocument
    expect(faultsOf(document)).toEqual([])
    expect(document).toMatchObject(told(issuer.issuer, gateway.base))
    for (const field of absent) expect(document).not.toHaveProperty(field)
  })

  test('the protected resource is told at both of its places, and names every issuer', async () => {
    const { origin, pathname } = new URL(gateway.base)
    const places = [
      `${origin}/.well-known/oauth-protected-resource${pathname}`,
      `${gateway.base}/.well-known/oauth-protected-resource`,
    ]
    for (const place of places) {
      const response = await get(place, { accept: 'text/html' })
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json'])
      const document = (await response.json()) as SmartDocument
      expect(document).toMatchObject({
        resource: gateway.base,
        authorization_servers: name.startsWith('several') ? [issuer.issuer, SECOND] : [issuer.issuer],
        bearer_methods_supported: ['header'],
      })
      expect(document.resource_documentation).toBe(name.startsWith('several') ? `${gateway.base}/docs` : undefined)
      expect(document).not.toHaveProperty('jwks')
    }
  })

  test('any page may read them, and metadata', async () => {
    const { origin, pathname } = new URL(gateway.base)
    const documents = ['/metadata', '/.well-known/smart-configuration', '/.well-known/oauth-protected-resource']
    const places = [
      ...documents.map((path) => gateway.base + path),
      `${origin}/.well-known/oauth-protected-resource${pathname}`,
    ]
    for (const place of places) {
      const response = await get(place, { origin: 'https://any.example' })
      expect([place, response.status, response.headers.get('access-control-allow-origin')]).toEqual([place, 200, '*'])
    }
  })

  test('the CapabilityStatement names the same endpoints', async () => {
    const smart = (await (await get(`${gateway.base}/.well-known/smart-configuration`)).json()) as SmartDocument
    const statement = (await (await get(`${gateway.base}/metadata`)).json()) as {
      rest: { security: { cors: boolean; extension: { extension: { url: string; valueUri: string }[] }[] } }[]
    }
    const security = statement.rest[0]?.security
    const uris = Object.fromEntries(security?.extension[0]?.extension.map(({ url, valueUri }) => [url, valueUri]) ?? [])
    expect(uris).toMatchObject({ token: smart.token_endpoint })
    expect(uris.authorize).toBe(smart.authorization_endpoint)
    expect(uris.introspect).toBe(smart.introspection_endpoint)
    expect(uris.manage).toBe(smart.management_endpoint)
    expect(security?.cors).toBe('cors' in sections)
  })

  test('a challenge says where to begin', async () => {
    const { origin, pathname } = new URL(gateway.base)
    const response = await get(`${gateway.base}/Patient/1`)
    expect(response.status).toBe(401)
    const pointer = `resource_metadata="${origin}/.well-known/oauth-protected-resource${pathname}"`
    expect(response.headers.get('www-authenticate')).toMatch(
      new RegExp(`^Bearer realm="fhir", ${pointer}, DPoP algs="[^"]+", ${pointer}$`),
    )
  })

  test.each(['POST', 'PUT', 'DELETE'])('a %s to a document is no way around the token', async (method) => {
    const { origin, pathname } = new URL(gateway.base)
    const before = fhir.requests.length
    const below = await fetch(`${gateway.base}/.well-known/oauth-protected-resource`, { method })
    const beside = await fetch(`${origin}/.well-known/oauth-protected-resource${pathname}`, { method })
    expect([below.status, beside.status]).toEqual([401, 401])
    expect(fhir.requests.length).toBe(before)
  })

  test.each(['/x', '/../x', '%2fPatient', '/Patient/1', '//'])('%s behind the document leads nowhere', async (more) => {
    const { origin, pathname } = new URL(gateway.base)
    const before = fhir.requests.length
    const response = await raw(origin, `/.well-known/oauth-protected-resource${pathname}${more}`)
    expect(response).toMatch(/^HTTP\/1\.1 (?:400|401|404) /)
    expect(fhir.requests.length).toBe(before)
  })
})

test('what the document lacks is told at start, by field and remedy', async () => {
  const issuer = await startMetadataIssuer((at) => ({
    token_endpoint: `${at}/token`,
    code_challenge_methods_supported: ['plain'],
  }))
  const smart = { capabilities: ['permission-v2', 'launch-ehr', 'sso-openid-connect'] }
  const gateway = await startGateway({ upstreamUrl: fhir.url, issuer: issuer.issuer, sections: { smart } })
  const told = () =>
    gateway.logged.filter(({ message }) => message === 'smart configuration').map(({ detail }) => String(detail))
  await until(() => told().length > 0)
  await gateway.close()
  await issuer.stop()
  expect(told().map((detail) => detail.split(' ', 1)[0])).toEqual([
    'grant_types_supported',
    'code_challenge_methods_supported',
    'capabilities',
  ])
  expect(told().join('\n')).not.toContain(issuer.issuer)
})

/** The answer to a target that no client library would send as it stands. */
async function raw(origin: string, target: string): Promise<string> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(port), hostname, () => {
      socket.write(`GET ${target} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`)
    })
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
  })
}
