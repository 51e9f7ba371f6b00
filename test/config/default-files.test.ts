import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { jsonSchemas } from '../../src/config/json-schema.ts'
import { loadConfig } from '../../src/config/load.ts'
import { configOf, problemsIn, withRequired } from './files.ts'

const fileOf = (name: string) => new URL(`../../config/${name}`, import.meta.url)
const read = (name: string) => readFileSync(fileOf(name), 'utf8')

test('the default configuration and policy are valid and secure', () => {
  const result = loadConfig(fileOf('gatehouse.yaml').pathname, { environment: {}, execArgv: [] })
  expect(result).toMatchObject({ config: { insecure: [], policy: { name: 'default', version: '1.0' } } })
})

test.each([
  ['gatehouse.schema.json', 'config'],
  ['policy.schema.json', 'policy'],
] as const)('%s is what `gatehouse schema %s` prints', (file, name) => {
  expect(JSON.parse(read(file))).toEqual(jsonSchemas[name]())
})

interface Node {
  readonly properties?: Record<string, Node>
  readonly items?: Node | boolean
  readonly anyOf?: readonly Node[]
  readonly oneOf?: readonly Node[]
  readonly additionalProperties?: Node | boolean
  readonly prefixItems?: readonly Node[]
  readonly $defs?: Record<string, Node>
  readonly description?: string
}

/** Every key of a schema with its path, through lists and alternatives. */
function keysOf(node: Node, path = ''): { path: string; key: string; described: boolean }[] {
  const here = Object.entries(node.properties ?? {}).flatMap(([key, inner]) => [
    { path: `${path}${key}`, key, described: inner.description !== undefined },
    ...keysOf(inner, `${path}${key}.`),
  ])
  const { items, additionalProperties, prefixItems = [], anyOf = [], oneOf = [], $defs = {} } = node
  const others = [items, additionalProperties, ...prefixItems, ...anyOf, ...oneOf, ...Object.values($defs)].filter(
    (inner) => typeof inner === 'object',
  )
  return [...here, ...others.flatMap((inner) => keysOf(inner, path))]
}

test.each([
  ['gatehouse.yaml', 'config', 100],
  ['policy.yaml', 'policy', 100],
] as const)('%s shows every key of its schema', (file, name, atLeast) => {
  const keys = keysOf(jsonSchemas[name]() as Node)
  expect(keys.length).toBeGreaterThan(atLeast)
  const text = read(file)
  expect(keys.filter(({ key }) => !new RegExp(`[\\s{]${key}:`).test(text)).map(({ path }) => path)).toEqual([])
})

test.each(['config', 'policy'] as const)('every key of the %s schema is described', (name) => {
  const keys = keysOf(jsonSchemas[name]() as Node)
  const undescribed = keys.filter(({ described }) => !described)
  expect(undescribed.map(({ path }) => path)).toEqual([])
})

test('what policy.yaml shows as an example is valid as it stands', () => {
  const [head = '', examples = ''] = read('policy.yaml').split(/(?=^defaults:)/m)
  const shown = examples.replaceAll(/^# /gm, '').replace(/^include:.*$/m, '')
  expect(problemsIn(withRequired('policy: policy.yaml'), { 'policy.yaml': head + shown })).toEqual([])
  expect(configOf('policy: policy.yaml', { 'policy.yaml': head + shown }).policy.document?.rules).toHaveLength(1)
})
