import { describe, expect, it } from 'vitest'
import { directly, upstream, useGateway } from './gateway.ts'

interface Resource {
  readonly type: string
  readonly interaction?: readonly { readonly code: string }[]
  readonly searchParam?: readonly { readonly name: string }[]
  readonly searchInclude?: readonly string[]
  readonly searchRevInclude?: readonly string[]
  readonly operation?: readonly { readonly name: string; readonly definition: string }[]
  readonly conditionalRead?: string
}
interface Statement {
  readonly software?: object
  readonly fhirVersion: string
  readonly format: readonly string[]
  readonly patchFormat?: readonly string[]
  readonly implementation: { readonly url: string }
  readonly rest: readonly {
    readonly resource: readonly Resource[]
    readonly operation?: readonly { readonly name: string }[]
  }[]
}

const gateway = useGateway()

async function told() {
  const answer = await fetch(`${gateway.base()}/metadata`)
  const text = await answer.text()
  return { status: answer.status, text, statement: JSON.parse(text) as Statement }
}

describe('metadata of a real HAPI', () => {
  it('tells our base, and nothing of the product', async () => {
    const { status, text, statement } = await told()
    expect(status).toBe(200)
    expect(text).not.toContain(upstream)
    expect(text).not.toMatch(/hapi|smilecdr|127\.0\.0\.1:\d+\/fhir\/metadata/i)
    expect(statement).toMatchObject({ fhirVersion: '4.0.1', implementation: { url: gateway.base() } })
    expect(statement.format).toEqual(['application/fhir+json', 'json'])
    expect(statement.patchFormat ?? []).not.toContain('application/xml-patch+xml')
    expect(statement).not.toHaveProperty('software')
  })

  it('tells no more than it has, and of that what the gateway reads', async () => {
    const behind = (await directly('GET', 'metadata')).json<Statement>()
    const { statement } = await told()
    const [theirs, ours] = [behind, statement].map(
      ({ rest }) => new Map(rest[0]?.resource.map((each) => [each.type, each])),
    )
    expect(ours?.size).toBeGreaterThan(100)
    for (const [type, resource] of ours ?? []) {
      const original = theirs?.get(type)
      const names = (list: readonly { name: string }[] | undefined) => (list ?? []).map(({ name }) => name)
      expect(names(original?.searchParam)).toEqual(expect.arrayContaining(names(resource.searchParam)))
      expect(original?.interaction?.map(({ code }) => code)).toEqual(
        expect.arrayContaining(resource.interaction?.map(({ code }) => code) ?? []),
      )
      expect(resource.searchRevInclude ?? []).not.toContain('*')
      expect(resource.conditionalRead).toBe('not-match')
    }
    const patient = ours?.get('Patient')
    expect(patient?.searchParam?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['family', 'birthdate', '_id']),
    )
    expect(patient?.interaction?.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['read', 'search-type', 'update']),
    )
    expect(patient?.searchInclude).toContain('Patient:general-practitioner')
  })

  it('leaves closed operations and parameters out', async () => {
    const { statement } = await told()
    const [rest] = statement.rest
    const operations = [
      ...(rest?.operation ?? []),
      ...(rest?.resource ?? []).flatMap(({ operation = [] }) => operation),
    ]
    const names = new Set(operations.map(({ name }) => name))
    expect(names).toContain('everything')
    for (const closed of [
      'expunge',
      'meta-add',
      'meta-delete',
      'diff',
      'reindex',
      'graphql',
      'mark-all-resources-for-reindexing',
    ]) {
      expect(names).not.toContain(closed)
    }
    const parameters = new Set(
      (rest?.resource ?? []).flatMap(({ searchParam = [] }) => searchParam.map(({ name }) => name)),
    )
    for (const closed of ['_filter', '_query', '_contained', '_has']) expect(parameters).not.toContain(closed)
  })

  it('offers only searches that are answered', async () => {
    const { statement } = await told()
    const ask = gateway.as('user/*.rs')
    const observation = statement.rest[0]?.resource.find(({ type }) => type === 'Observation')
    for (const include of observation?.searchInclude ?? []) {
      const heard = await ask('GET', `Observation?_count=1&_include=${encodeURIComponent(include)}`)
      expect([include, heard.status]).toEqual([include, 200])
    }
  })
})
