import { describe, expect, it } from 'vitest'
import type { OpenOperation } from '../../src/authorize/operations.ts'
import { loadDefinitions } from '../../src/config/definitions/load-definitions.ts'
import { AnswerError } from '../../src/enforce/bundle/error.ts'
import type { OauthUris, Publication } from '../../src/enforce/capabilities/publication.ts'
import { publicCapabilities } from '../../src/enforce/capabilities.ts'
import { createPublicLinks } from '../../src/enforce/links.ts'
import type { FhirVersion } from '../../src/fhir/definitions/definitions.ts'
import { ReceivedBody } from '../../src/upstream/body.ts'
import { authorityOf } from '../fixtures/principal.ts'

const base = 'https://gate.example/fhir'
const inside = 'http://inside:8080/base'

function publication(more: Partial<Publication> = {}, version: FhirVersion = 'R4'): Publication {
  const authority = authorityOf(loadDefinitions(version))
  const links = createPublicLinks(base, [inside])
  return { base, links, authority, everPermitted: () => true, cors: false, services: [], ...more }
}

async function told(statement: object | '', parts = publication(), uris: OauthUris = {}) {
  const body = new ReceivedBody({ pause() {}, resume() {}, abort() {} })
  if (statement !== '') body.push(Buffer.from(JSON.stringify(statement)))
  body.end()
  return JSON.parse((await publicCapabilities(body, uris, parts)).toString()) as Record<string, unknown>
}

/** What is told of one type that the upstream describes with `entry`. */
async function toldOf(entry: object, parts = publication()): Promise<Record<string, unknown> | undefined> {
  const rest = [{ mode: 'server', resource: [{ type: 'Observation', ...entry }] }]
  const { rest: public_ } = (await told({ resourceType: 'CapabilityStatement', rest }, parts)) as {
    rest: { resource?: Record<string, unknown>[] }[]
  }
  return public_[0]?.resource?.[0]
}

const namesIn = (list: unknown) => (list as readonly { name: string }[]).map(({ name }) => name)
const codes = (...list: string[]) => list.map((code) => ({ code }))

describe('of the installation behind nothing is told', () => {
  const installation = {
    id: 'acme-1',
    url: `${inside}/metadata`,
    version: 'acme 7.1',
    name: 'AcmeServer',
    title: 'Acme',
    publisher: 'Acme',
    contact: [{ name: 'Acme' }],
    description: 'Acme',
    copyright: 'Acme',
    extension: [{ url: 'http://acme.example/build', valueString: 'acme' }],
    _status: { extension: [{ url: 'http://acme.example/x' }] },
    software: { name: 'Acme', version: '1' },
    implementation: { description: 'Acme', url: inside },
    text: { status: 'generated', div: '<div>Acme</div>' },
    messaging: [{ endpoint: [{ address: 'mllp://acme' }] }],
    imports: ['http://acme.example/Statement'],
  }
  const operation = [
    { name: 'meta', definition: `${inside}/OperationDefinition/meta`, documentation: 'by Acme' },
    { name: 'acme.merge', definition: `${inside}/OperationDefinition/acme` },
  ]
  const resource = [
    { type: 'Basic', operation: operation.slice(1) },
    {
      type: 'Patient',
      documentation: 'Acme',
      extension: [{ url: 'http://acme.example/count' }],
      interaction: codes('read', 'acme-read'),
    },
    { type: 'AcmeThing', interaction: codes('read') },
  ]
  const security = { extension: [{ url: 'oauth-uris', valueUri: 'http://inside:9090/acme' }], description: 'Acme' }
  const rest = [
    { mode: 'server', documentation: 'Acme', security, operation, resource, interaction: codes('transaction', 'acme') },
    { mode: 'client', resource: [{ type: 'Patient', interaction: codes('read') }] },
  ]
  const statement = { resourceType: 'CapabilityStatement', status: 'active', kind: 'instance', date: '2024-01-01' }

  it.each([
    ['R4', '4.0.1'],
    ['R4B', '4.3.0'],
    ['R5', '5.0.0'],
  ] as const)('%s', async (version, fhirVersion) => {
    const whole = { ...statement, ...installation, fhirVersion, format: ['xml', 'json'], rest }
    const answer = await told(whole, publication({}, version))
    expect(JSON.stringify(answer)).not.toMatch(/acme|inside/i)
    expect(answer).toEqual({
      ...statement,
      fhirVersion,
      implementation: { description: 'FHIR server', url: base },
      format: ['application/fhir+json', 'json'],
      rest: [
        {
          mode: 'server',
          security: expect.any(Object),
          resource: [{ type: 'Patient', interaction: codes('read'), conditionalRead: 'not-match' }],
          interaction: codes('transaction'),
          operation: [{ name: 'meta', definition: `${base}/OperationDefinition/meta` }],
        },
      ],
    })
  })
})

describe('rest.security says how to get in', () => {
  const rest = [{ mode: 'server', security: { cors: true, service: [{ text: 'theirs' }] } }]
  const securityOf = async (parts: Publication, uris: OauthUris) => {
    const statement = await told({ resourceType: 'CapabilityStatement', rest }, parts, uris)
    return (statement as { rest: { security: Record<string, unknown> }[] }).rest[0]?.security
  }
  const system = 'http://terminology.hl7.org/CodeSystem/restful-security-service'
  const service = [{ coding: [{ system, code: 'SMART-on-FHIR' }] }, { coding: [{ system, code: 'OAuth' }] }]

  it('whatever the upstream asks', async () => {
    expect(await securityOf(publication(), {})).toEqual({ cors: false, service })
  })
  it('with the addresses of the authorization server', async () => {
    const uris = { authorize: 'https://id.example/a', token: 'https://id.example/t', revoke: 'https://id.example/r' }
    expect(await securityOf(publication({ cors: true }), uris)).toEqual({
      extension: [
        {
          url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
          extension: Object.entries(uris).map(([url, valueUri]) => ({ url, valueUri })),
        },
      ],
      cors: true,
      service,
    })
  })
  it('in the code system that the FHIR version has', async () => {
    const told = (await securityOf(publication({}, 'R5'), {}))?.service as typeof service
    expect(told.map(({ coding }) => coding[0]?.system)).toEqual(
      Array(2).fill('http://hl7.org/fhir/restful-security-service'),
    )
  })
  it('without addresses when there is no token endpoint', async () => {
    expect(await securityOf(publication(), { authorize: 'https://id.example/a' })).not.toHaveProperty('extension')
  })
  it('with further services', async () => {
    const iua = { system: 'http://profiles.ihe.net/fhir/ihe.securityTypes/CodeSystem/securityTypes', code: 'IUA' }
    expect((await securityOf(publication({ services: [iua] }), {}))?.service).toEqual([...service, { coding: [iua] }])
  })
})

describe('of a type only what the gateway lets through is told', () => {
  const all = codes(
    'read',
    'vread',
    'update',
    'patch',
    'delete',
    'history-instance',
    'history-type',
    'create',
    'search-type',
  )
  it('its interactions', async () => {
    expect((await toldOf({ interaction: all }))?.interaction).toEqual(all)
  })
  it.each(['Binary', 'Subscription'])('no patch of a %s, which is refused', async (type) => {
    const entry = await toldOf({ type, interaction: codes('read', 'patch'), conditionalPatch: true })
    expect(entry).toMatchObject({ interaction: codes('read'), conditionalPatch: false })
  })
  it.each([
    ['unknown parameters', ['code', 'acme-code', '_filter', '_query', '_has', '_contained', '_id'], ['code', '_id']],
    ['chains and modifiers', ['subject.name', 'code:in', 'subject'], ['subject']],
    ['parameters of another type', ['birthdate', 'status'], ['status']],
  ])('no %s', async (_, names, kept) => {
    const searchParam = names.map((name) => ({ name, type: 'string', documentation: 'x' }))
    const entry = await toldOf({ interaction: codes('search-type'), searchParam })
    expect(namesIn(entry?.searchParam)).toEqual(kept)
  })
  it('a parameter with the type by which it is read', async () => {
    const searchParam = [{ name: 'code', type: 'string', definition: `${inside}/SearchParameter/1` }]
    const entry = await toldOf({ interaction: codes('search-type'), searchParam })
    expect(entry?.searchParam).toEqual([{ name: 'code', type: 'token', definition: `${base}/SearchParameter/1` }])
  })
  it.each([
    [
      'searchInclude',
      ['Observation:subject', '*', 'Observation:acme', 'Observation.subject', 'Observation:code'],
      ['Observation:subject', '*'],
    ],
    ['searchRevInclude', ['Provenance:target', '*', 'Provenance:acme', 'Acme:target'], ['Provenance:target']],
  ])('%s: %j', async (name, values, kept) => {
    expect((await toldOf({ interaction: codes('search-type'), [name]: values }))?.[name]).toEqual(kept)
  })
  it('codes and addresses of lists, and no other texts', async () => {
    const entry = await toldOf({
      interaction: codes('read'),
      referencePolicy: ['literal', 'a b'],
      supportedProfile: ['http://hl7.org/fhir/StructureDefinition/bp', 'bp'],
    })
    expect(entry).toMatchObject({
      referencePolicy: ['literal'],
      supportedProfile: ['http://hl7.org/fhir/StructureDefinition/bp'],
    })
  })
  it('no search parameters and includes without a search', async () => {
    const entry = await toldOf({ interaction: codes('read'), searchParam: [{ name: 'code' }], searchInclude: ['*'] })
    expect(entry).toEqual({ type: 'Observation', interaction: codes('read'), conditionalRead: 'not-match' })
  })
  it('operations at the levels where they are open', async () => {
    const operation = ['lastn', '$stats', 'everything', 'expunge', 'meta'].map((name) => ({
      name,
      definition: 'http://hl7.org/x',
    }))
    const entry = await toldOf({
      operation: [...operation, { name: 'lastn' }, { name: 'lastn', definition: { reference: 'x' } }],
    })
    expect(namesIn(entry?.operation)).toEqual(['lastn', 'stats', 'meta'])
  })
  it('nothing of a type of which nothing is left', async () => {
    expect(
      await toldOf({ interaction: codes('acme'), operation: [{ name: 'expunge', definition: 'http://hl7.org/x' }] }),
    ).toBeUndefined()
  })
})

describe('conditional interactions', () => {
  const everything = {
    versioning: 'versioned',
    readHistory: true,
    updateCreate: true,
    conditionalCreate: true,
    conditionalUpdate: true,
    conditionalPatch: true,
    conditionalRead: 'full-support',
    conditionalDelete: 'multiple',
  }
  const none = {
    readHistory: false,
    updateCreate: false,
    conditionalCreate: false,
    conditionalUpdate: false,
    conditionalPatch: false,
    conditionalRead: 'not-supported',
    conditionalDelete: 'not-supported',
  }
  const all = codes('read', 'vread', 'update', 'patch', 'delete', 'create', 'search-type')

  it.each<[what: string, interaction: object[], entry: object, told: object]>([
    ['are told where what they are made of is', all, everything, { ...everything, conditionalRead: 'not-match' }],
    ['are none of a type that can only be searched', codes('search-type'), everything, none],
    ['stay away where the upstream has none', all, none, { ...none, conditionalRead: 'not-match' }],
    [
      'need versions for a conditional read',
      all,
      { versioning: 'no-version', conditionalRead: 'full-support' },
      { versioning: 'no-version', conditionalRead: 'not-supported' },
    ],
  ])('%s', async (_, interaction, entry, expected) => {
    expect(await toldOf({ interaction, ...entry })).toMatchObject(expected)
  })

  it.each(['search', 'create'])('need to be permitted a %s where they are one as well', async (refused) => {
    const parts = publication({ everPermitted: (interaction) => interaction !== refused })
    const entry = await toldOf({ interaction: all, ...everything }, parts)
    expect(entry).toMatchObject({ conditionalCreate: false, conditionalUpdate: false })
    expect(entry?.conditionalDelete).toBe(refused === 'search' ? 'not-supported' : 'multiple')
  })
})

describe('by the policy', () => {
  const searching = { interaction: codes('read', 'search-type'), searchParam: [{ name: 'code' }] }
  it('an interaction that nobody is permitted is not told', async () => {
    const parts = publication({ everPermitted: (interaction) => interaction !== 'search' })
    expect(await toldOf(searching, parts)).toEqual({
      type: 'Observation',
      interaction: codes('read'),
      conditionalRead: 'not-match',
    })
  })
  it('a type of which nobody is permitted anything is not told', async () => {
    expect(await toldOf(searching, publication({ everPermitted: (_, type) => type !== 'Observation' }))).toBeUndefined()
  })
  it('includes to types that nobody may see are not told', async () => {
    const everPermitted: Publication['everPermitted'] = (_, type) => type !== 'Device' && type !== 'Provenance'
    const entry = {
      ...searching,
      searchInclude: ['Observation:device', 'Observation:subject'],
      searchRevInclude: ['Provenance:target'],
    }
    const left = await toldOf(
      entry,
      publication({
        everPermitted: (interaction, type) =>
          everPermitted(interaction, type) && !['DeviceMetric'].includes(type ?? ''),
      }),
    )
    expect(left).toMatchObject({ searchInclude: ['Observation:subject'] })
    expect(left).not.toHaveProperty('searchRevInclude')
  })
  it.each([true, false])('parameters of a search over everything are told where it is permitted: %s', async (may) => {
    const server = {
      mode: 'server',
      interaction: codes('search-system'),
      searchParam: [{ name: '_id', type: 'token' }],
    }
    const parts = publication({ everPermitted: (interaction) => may || interaction !== 'search' })
    const { rest } = (await told({ resourceType: 'CapabilityStatement', rest: [server] }, parts)) as {
      rest: { interaction?: unknown; searchParam?: unknown }[]
    }
    expect(rest[0]?.interaction).toEqual(may ? codes('search-system') : undefined)
    expect(rest[0]?.searchParam).toEqual(may ? [{ name: '_id', type: 'token' }] : undefined)
  })
  it.each(['export', 'operation'])('bulk export is told where an %s is permitted', async (permitted) => {
    const names = ['export', 'export-poll-status', 'exported']
    const operations = names.map((name): OpenOperation => {
      return { name, levels: ['system'], types: ['*'], permission: 's', reveals: [] }
    })
    const authority = { ...authorityOf(loadDefinitions('R4')), operations }
    const parts = publication({ authority, everPermitted: (interaction) => interaction === permitted })
    const operation = names.map((name) => ({ name, definition: 'http://hl7.org/x' }))
    const answer = await told({ resourceType: 'CapabilityStatement', rest: [{ mode: 'server', operation }] }, parts)
    const { rest } = answer as { rest: { operation: unknown }[] }
    expect(namesIn(rest[0]?.operation)).toEqual(permitted === 'export' ? names.slice(0, 2) : names.slice(2))
  })
  it('operations are asked by name', async () => {
    const operation = ['lastn', 'meta'].map((name) => ({ name, definition: 'http://hl7.org/x' }))
    const parts = publication({
      everPermitted: (interaction, _, name) => interaction === 'operation' && name === 'meta',
    })
    expect(await toldOf({ operation }, parts)).toEqual({
      type: 'Observation',
      conditionalRead: 'not-supported',
      operation: [{ name: 'meta', definition: 'http://hl7.org/x' }],
    })
  })
  it('so are interactions with the whole system', async () => {
    const rest = [{ mode: 'server', interaction: codes('batch', 'transaction', 'search-system', 'history-system') }]
    const parts = publication({ everPermitted: (interaction) => interaction === 'batch' || interaction === 'history' })
    expect(await told({ resourceType: 'CapabilityStatement', rest }, parts)).toMatchObject({
      rest: [{ interaction: codes('batch', 'history-system') }],
    })
  })
})

it('patches are told as far as they are read', async () => {
  const patchFormat = [
    'application/json-patch+json',
    'application/xml-patch+xml',
    'application/fhir+json',
    'application/fhir+xml',
  ]
  expect((await told({ resourceType: 'CapabilityStatement', patchFormat })).patchFormat).toEqual([
    'application/json-patch+json',
    'application/fhir+json',
  ])
})

it('TerminologyCapabilities tell code systems, and nothing of who serves them', async () => {
  const codeSystem = [
    { uri: `${inside}/CodeSystem/a`, version: [{ code: '1', description: 'Acme' }], documentation: 'Acme' },
  ]
  const statement = {
    resourceType: 'TerminologyCapabilities',
    status: 'active',
    software: { name: 'Acme' },
    codeSystem,
    name: 'Acme',
  }
  expect(await told(statement)).toEqual({
    resourceType: 'TerminologyCapabilities',
    status: 'active',
    kind: 'instance',
    codeSystem: [{ uri: `${base}/CodeSystem/a`, version: [{ code: '1' }] }],
    implementation: { description: 'FHIR server', url: base },
  })
})

describe('hostile statements are survived', () => {
  it.each<[string, object]>([
    [
      'members of other kinds',
      { rest: 'x', format: 1, implementation: [], date: {}, instantiates: 'x', patchFormat: {} },
    ],
    [
      'a rest of other kinds',
      {
        rest: [
          null,
          1,
          { mode: 'server', resource: { type: 'Patient' }, interaction: 'x', operation: [null], searchParam: 3 },
        ],
      },
    ],
    [
      'a resource of other kinds',
      {
        rest: [
          {
            mode: 'server',
            resource: [
              null,
              'x',
              { type: ['Patient'] },
              { type: 'Patient', interaction: [null, 1, { code: {} }, { code: '__proto__' }, { code: 'constructor' }] },
            ],
          },
        ],
      },
    ],
  ])('%s', async (_, members) => {
    const answer = await told({ resourceType: 'CapabilityStatement', ...members })
    expect(answer).toMatchObject({ kind: 'instance', implementation: { url: base } })
    expect(JSON.stringify(answer)).not.toContain('"resource"')
  })
})

it.each(['' as const, { resourceType: 'Patient' }, { resourceType: 'OperationOutcome' }, {}])(
  'refuses %j',
  async (resource) => {
    await expect(told(resource)).rejects.toBeInstanceOf(AnswerError)
  },
)

describe('an address of a definition', () => {
  const definitionOf = async (definition: string) => {
    const entry = { type: 'Patient', operation: [{ name: 'everything', definition }] }
    const rest = [{ mode: 'server', resource: [entry] }]
    const answer = (await told({ resourceType: 'CapabilityStatement', rest })) as {
      rest: { resource?: { operation?: { definition: string }[] }[] }[]
    }
    return answer.rest[0]?.resource?.[0]?.operation?.[0]?.definition
  }

  it.each([
    ...['10.1.2.3:8080', '127.0.0.1:8080', '172.31.0.1', '192.168.0.1', '169.254.1.1', '100.64.0.1', '0.0.0.0'],
    ...[
      '[::1]:8080',
      '[fd00::1]',
      '[fe80::1]',
      'localhost',
      'pod-7',
      'fhir.records.svc',
      'fhir.default.svc.cluster.local',
    ],
  ])('on the private network is made ours: %s', async (host) => {
    const definition = `http://${host}/fhir/OperationDefinition/Patient-everything`
    expect(await definitionOf(definition)).toBe(`${base}/OperationDefinition/Patient-everything`)
  })

  it.each(['http://10.1.2.3/', 'http://pod-7/admin/console', 'http://10.1.2.3:99999/OperationDefinition/a'])(
    'that leads nowhere is left out: %s',
    async (definition) => {
      expect(await definitionOf(definition)).toBeUndefined()
    },
  )

  it.each([
    'http://hl7.org/fhir/OperationDefinition/Patient-everything',
    'https://172.32.0.1.example/OperationDefinition/a',
    'http://100.128.0.1/OperationDefinition/a',
    'http://[2001:db8::1]/OperationDefinition/a',
    'urn:oid:1.2.3',
  ])('of the world stays as it is: %s', async (definition) => {
    expect(await definitionOf(definition)).toBe(definition)
  })
})
