import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { syncedFiles } from '../../scripts/helm/sync.ts'
import { chartKeys, valuesSchema } from '../../scripts/helm/values-schema.ts'

const chart = 'helm/gatehouse'
const files = syncedFiles()

it.each([...files.keys()])('%s is what `npm run build:chart` makes', (path) => {
  expect(readFileSync(join(chart, path), 'utf8')).toBe(files.get(path))
})

it('has no file of dashboards or rules that is no longer made', () => {
  const found = readdirSync(join(chart, 'files'), { recursive: true, encoding: 'utf8' })
  const paths = found.map((path) => `files/${path}`).filter((path) => statSync(join(chart, path)).isFile())
  expect(paths.sort()).toEqual([...files.keys()].filter((path) => path.startsWith('files/')).sort())
})

it('gives the version of the gateway as its own', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(parse(readFileSync(join(chart, 'Chart.yaml'), 'utf8'))).toMatchObject({ version, appVersion: version })
})

describe('the schema of the values', () => {
  const schema = JSON.parse(files.get('values.schema.json') ?? '')

  it('knows every value that has a default, and no other', () => {
    const keys = Object.keys(parse(readFileSync(join(chart, 'values.yaml'), 'utf8')))
    expect(
      Object.keys(schema.properties)
        .filter((key) => key !== 'global')
        .sort(),
    ).toEqual(keys.sort())
  })

  it('leaves out what the chart writes, and patterns', () => {
    const { config } = schema.properties
    expect(Object.keys(config.properties.server.properties)).not.toContain('listen')
    expect(Object.keys(config.properties.server.properties.timeouts.properties)).toEqual(['headers', 'request', 'idle'])
    for (const [key = '', ...deeper] of chartKeys) expect(deeper.length > 0 || !(key in config.properties)).toBe(true)
    expect(JSON.stringify(config)).not.toMatch(/"pattern":"/)
  })

  it('keeps a property that is called pattern', () => {
    const inner = { properties: { pattern: { type: 'string', pattern: 'x' } } }
    const properties = {
      server: {
        properties: { listen: {}, tls: {}, allowPlainText: {}, timeouts: { properties: { drain: {}, notice: {} } } },
      },
      ...{ admin: {}, store: {}, policy: {}, extra: inner },
    }
    const { config } = valuesSchema({}, { properties }).properties ?? {}
    expect(config?.properties?.extra).toEqual({ properties: { pattern: { type: 'string' } } })
  })

  it('is not made when the configuration has lost a key of the chart', () => {
    expect(() => valuesSchema({}, { properties: {} })).toThrow('the configuration has no key server')
  })
})
