import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { classes } from './requirement-classes.ts'

interface Row {
  readonly id: string
  readonly kind: string
  readonly asked: string
  readonly where: string
  /** Empty in the last table, of what is documented or lies outside. */
  readonly shown: string
}

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const exists = (path: string) => existsSync(new URL(path, root))
const rows: readonly Row[] = read('docs/requirements.md')
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => {
    const [id = '', kind = '', asked = '', where = '', shown = ''] = line.slice(2, -2).split(' | ')
    return { id, kind, asked, where, shown }
  })
const isOutside = (kind: string) => /^[DX](?:\/[DX])?$/.test(kind)
const own = rows.filter(({ kind }) => !isOutside(kind))
const outside = rows.filter(({ kind }) => isOutside(kind))

const configuration = JSON.parse(read('config/gatehouse.schema.json')) as Schema
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

/** Whether the configuration has such a key, as `server.tls`; lists are looked into. */
function isKey(path: readonly string[], { properties, items, anyOf = [] }: Schema): boolean {
  const [name, ...rest] = path
  if (name === undefined) return true
  const within = properties && Object.hasOwn(properties, name) ? [isKey(rest, properties[name]!)] : []
  return [...within, ...[items, ...anyOf].map((each) => each !== undefined && isKey(path, each))].some(Boolean)
}

/** The tests of a row: file, and a part of the title where it names one. */
function testsOf({ shown }: Row): readonly { file: string; title: string | undefined }[] {
  return [...shown.matchAll(/`(test\/[^`]+)`(?: “([^”]+)”)?/g)].map(([, file, title]) => ({ file: file!, title }))
}

const reasonOf = ({ shown }: Row) => /\*\*not yet:\*\* (.+)$/.exec(shown)?.[1]

test('every requirement is there once, with its class', () => {
  expect(rows.map(({ id }) => id).sort()).toEqual([...classes.keys()].sort())
  expect(Object.fromEntries(rows.map(({ id, kind }) => [id, kind]))).toEqual(Object.fromEntries(classes))
  expect(own.length).toBeGreaterThan(outside.length)
})

describe('a row of the gateway', () => {
  test.each(own)('$id: tests that are there, or why there is none', (row) => {
    const tests = testsOf(row)
    expect(row.asked).not.toBe('')
    expect(tests.length > 0 || reasonOf(row) !== undefined).toBe(true)
    if (row.shown.includes('not yet')) expect(reasonOf(row)?.length).toBeGreaterThan(10)
    for (const { file, title } of tests) {
      expect(exists(file), file).toBe(true)
      if (title !== undefined) expect(read(file), title).toContain(title)
    }
    // Nothing stands in the last cell but tests and the reason.
    const rest = row.shown.replace(/; \*\*not yet.+$|^\*\*not yet.+$/, '').replace(/`[^`]+`(?: “[^”]+”)?/g, '')
    expect(rest).toMatch(/^(?:; )*$/)
  })

  test.each(own)('$id: files and keys that are there, and none where nothing is built', (row) => {
    const names = [...row.where.matchAll(/`([^`]+)`/g)].map(([, name]) => name!)
    for (const name of names) {
      const known = name.includes('/') ? exists(name) : isKey(name.split('.'), configuration)
      expect(known, name).toBe(true)
    }
    expect(names.length === 0).toBe(row.where === '—')
    if (row.where === '—') expect(testsOf(row)).toEqual([])
  })
})

describe('a row of the last table', () => {
  test.each(outside)('$id says where', ({ where }) => {
    expect(where).not.toBe('')
    for (const [, file] of where.matchAll(/\]\(([^)#]+)\)/g)) expect(exists(`docs/${file}`), file).toBe(true)
  })
})

test('a key that the configuration does not have would be found', () => {
  expect(isKey(['server', 'tls', 'clientAuth'], configuration)).toBe(true)
  expect(isKey(['server', 'tls', 'nothing'], configuration)).toBe(false)
  expect(isKey(['constructor'], configuration)).toBe(false)
})
