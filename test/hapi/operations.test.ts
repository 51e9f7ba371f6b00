import { describe, expect, it } from 'vitest'
import { type Bundle, names, pages } from './bundles.ts'
import { directly, useGateway } from './gateway.ts'

const gateway = useGateway()
const record = 'Patient/ada/$everything'

describe('$everything', () => {
  it('is the whole record for those who may see all of it', async () => {
    const [heard, behind] = [await gateway.as('system/*.rs')('GET', record), await directly('GET', record)]
    expect(names(heard.json<Bundle>())).toEqual(names(behind.json<Bundle>()))
    expect(heard.json<Bundle>().total).toBe(behind.json<Bundle>().total)
  })

  it.each([
    ['GET', record],
    ['GET', `${record}?_count=2`],
    ['GET', `${record}?_type=Patient,Observation`],
    ['POST', record],
  ])('holds the types of the scopes alone: %s %s', async (method, path) => {
    const ask = gateway.as('user/Patient.rs user/Observation.rs user/Encounter.r')
    const bundles = method === 'GET' ? await pages(ask, path) : [(await ask(method, path)).json<Bundle>()]
    const seen = bundles.flatMap((page) => names(page)).sort()
    expect(seen).toEqual(['Observation/ada-glucose', 'Observation/ada-pulse', 'Patient/ada'])
  })

  it('of one type does not hold what the server adds', async () => {
    const heard = await gateway.as('user/Patient.rs user/Observation.rs')('GET', `${record}?_type=Observation`)
    expect(names(heard.json<Bundle>()).sort()).toEqual(['Observation/ada-glucose', 'Observation/ada-pulse'])
  })

  it.each([
    ['without reading patients', record, 'user/Observation.rs'],
    ['of a type that is not open', `${record}?_type=Condition`, 'user/Patient.rs'],
    ['of everyone, without reading', 'Patient/$everything', 'user/Observation.rs'],
  ])('is refused %s', async (_, path, scope) => {
    expect((await gateway.as(scope)('GET', path)).status).toBe(403)
  })

  it.each(['_content', '_text', '_filter', '_mdm', '_id'])(
    "does not take the server's own %s, wherever it stands",
    async (name) => {
      const body = { resourceType: 'Parameters', parameter: [{ name, valueString: 'ada' }] }
      const ask = gateway.as('system/*.cruds')
      expect((await ask('POST', record, { body })).status).toBe(400)
      expect((await ask('GET', `${record}?${name}=ada`)).status).toBe(400)
    },
  )

  it('is 404 for no one', async () => {
    expect((await gateway.as('user/*.rs')('GET', 'Patient/nobody/$everything')).status).toBe(404)
  })
})

describe('other operations', () => {
  it('$validate checks what is sent', async () => {
    const heard = await gateway.as('user/Observation.c')('POST', 'Observation/$validate', {
      body: { resourceType: 'Observation' },
    })
    expect(heard.status).toBe(200)
    expect(heard.text).toContain('Observation.status')
    expect(
      (await gateway.as('user/Patient.c')('POST', 'Observation/$validate', { body: { resourceType: 'Observation' } }))
        .status,
    ).toBe(403)
  })

  it('$validate does not tell what stands against a deletion', async () => {
    const path = 'Patient/ada/$validate?mode=delete'
    expect((await gateway.as('user/Patient.r')('GET', path)).status).toBe(403)
    const heard = await gateway.as('user/Patient.rd')('GET', path)
    expect(heard.status).toBe(409)
    expect(heard.text).not.toContain('Encounter')
  })

  it('$meta tells the metadata of what may be read', async () => {
    const heard = await gateway.as('user/Condition.r')('GET', 'Condition/esi-problem/$meta')
    expect(heard.status).toBe(200)
    expect(heard.text).toContain('v3-Confidentiality')
    expect((await gateway.as('user/Patient.r')('GET', 'Condition/esi-problem/$meta')).status).toBe(403)
    expect((await gateway.as('user/*.r')('GET', 'Condition/nobody/$meta')).status).toBe(404)
  })

  it('$lastn answers with Observations', async () => {
    const path = 'Observation/$lastn?max=1'
    const [heard, behind] = [await gateway.as('user/Observation.s')('GET', path), await directly('GET', path)]
    expect(names(heard.json<Bundle>())).toEqual(names(behind.json<Bundle>()))
    expect((await gateway.as('user/Observation.r')('GET', path)).status).toBe(403)
  })

  it.each([
    ['GET', 'Patient/ada/$graphql?query={id}', undefined],
    ['GET', 'Patient/ada/$diff', undefined],
    ['GET', '$export', undefined],
    ['GET', '$get-resource-counts', undefined],
    ['POST', '$expunge', { resourceType: 'Parameters' }],
    ['POST', 'Patient/ada/$expunge', { resourceType: 'Parameters' }],
    ['POST', 'Patient/ada/$meta-add', { resourceType: 'Parameters' }],
    ['POST', 'Patient/$hapi.fhir.merge', { resourceType: 'Parameters' }],
    ['POST', '$hapi.fhir.replace-references', { resourceType: 'Parameters' }],
    ['POST', '$mark-all-resources-for-reindexing', { resourceType: 'Parameters' }],
    ['POST', '$perform-reindexing-pass', { resourceType: 'Parameters' }],
    ['GET', 'SearchParameter/$meta-delete', undefined],
  ])('%s %s is closed to everyone', async (method, path, body) => {
    const heard = await gateway.as('system/*.cruds user/*.cruds')(method, path, { ...(body && { body }) })
    expect([403, 404, 405]).toContain(heard.status)
    expect((await directly('GET', 'Patient/ada')).status).toBe(200)
  })
})

describe('the CapabilityStatement', () => {
  it('speaks of the public base, without naming the product behind', async () => {
    const heard = await gateway.as('user/Basic.r')('GET', 'metadata')
    expect(heard.status).toBe(200)
    const statement = heard.json<{ rest: { resource: unknown[]; operation: { name: string }[] }[] }>()
    expect(statement).toMatchObject({ fhirVersion: '4.0.1', implementation: { url: gateway.base() } })
    expect(statement).not.toHaveProperty('software')
    expect(statement.rest[0]?.resource.length).toBeGreaterThan(100)
    expect(statement.rest[0]?.operation.map(({ name }) => name)).toEqual(['meta'])
  })

  it('is open to those without a token, who get nothing else', async () => {
    expect((await fetch(`${gateway.base()}/metadata`)).status).toBe(200)
    expect((await fetch(`${gateway.base()}/metadata`, { method: 'HEAD' })).status).toBe(200)
    for (const path of ['', '/Patient', '/Patient/ada', '/_history', '/metadata/x', '/$meta', '/Patient/$validate'])
      expect((await fetch(`${gateway.base()}${path}`)).status).toBe(401)
  })
})
