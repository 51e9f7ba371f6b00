import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compareWithLock, type LockFile, readWatchList } from '../../scripts/sbom/watch-list.ts'

const page = (watched: readonly string[], known: readonly string[] = []) =>
  ['# Advisories', '## What is watched', ...watched, '## What has been', ...known].join('\n')
const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`

function compare(text: string, packages: LockFile['packages'], direct: readonly string[] = []): readonly string[] {
  const dependencies = Object.fromEntries(direct.map((name) => [name, '1.0.0']))
  return compareWithLock(readWatchList(text), { packages: { '': { dependencies }, ...packages } })
}

it('finds the page true to what is installed', () => {
  const list = readWatchList(readFileSync('docs/advisories.md', 'utf8'))
  expect(compareWithLock(list, JSON.parse(readFileSync('package-lock.json', 'utf8')))).toEqual([])
  expect(list.known.length).toBeGreaterThan(10)
})

it('leaves platforms aside, which are in no lock file', () => {
  const text = page([row('Node.js', 'HTTP'), row('`jose`', 'signatures')], [row('Node.js', 'CVE-1', '99.0.0')])
  expect(compare(text, { 'node_modules/jose': { version: '6.0.0' } }, ['jose'])).toEqual([])
})

it.each<[string, string, LockFile['packages'], readonly string[]]>([
  ['a page without packages', page(['none']), {}, ['the page watches no package']],
  ['a package that is gone', page([row('`jose`', '')]), {}, ['jose is named, but is no dependency']],
  [
    'a package that only tests need',
    page([row('`jose`', '')]),
    { 'node_modules/jose': { version: '6.0.0', dev: true } },
    ['jose is named, but is no dependency'],
  ],
  [
    'a package whose name only ends like it',
    page([row('`jose`', '')]),
    { 'node_modules/not-jose': { version: '6.0.0' } },
    ['jose is named, but is no dependency'],
  ],
])('tells of %s', (_, text, packages, problems) => expect(compare(text, packages)).toEqual(problems))

it('tells of a direct dependency that nobody watches', () => {
  const packages = { 'node_modules/jose': { version: '6.0.0' }, 'node_modules/yaml': { version: '2.9.1' } }
  expect(compare(page([row('`jose`', '')]), packages, ['jose', 'yaml'])).toEqual([
    'yaml is a dependency, but is not watched',
  ])
})

describe('the fix of an advisory', () => {
  it.each([
    ['1.2.3', '1.2.3', true],
    ['1.2.10', '1.2.9', true],
    ['1.3.0', '1.2.9', true],
    ['1.2.2', '1.2.3', false],
    ['1.2.9', '1.2.10', false],
    ['2.0.0', '1.2.3', true],
    ['0.9.0', '1.2.3', false],
    ['3.1.2', '3.1.3, 4.0.1', false],
    ['4.0.0', '3.1.3, 4.0.1', false],
    ['4.0.1', '3.1.3, 4.0.1', true],
    ['5.0.0', '3.1.3, 4.0.1', true],
    ['2.9.9', '3.1.3, 4.0.1', false],
    ['1.0.0', '', false],
    ['', '1.0.0', false],
  ])('is told of version %j and fixes in %j', (version, fixedIn, fixed) => {
    const text = page([row('`fast-uri`', '')], [row('`fast-uri`', 'CVE-1', fixedIn)])
    expect(compare(text, { 'node_modules/a/node_modules/fast-uri': { version } })).toHaveLength(fixed ? 0 : 1)
  })

  it('must be in every copy that is installed', () => {
    const text = page([row('`fast-uri`', '')], [row('`fast-uri`', 'CVE-1', '3.1.3')])
    const copies = {
      'node_modules/fast-uri': { version: '3.1.3' },
      'node_modules/ajv/node_modules/fast-uri': { version: '3.1.2' },
    }
    expect(compare(text, copies)).toEqual(['fast-uri 3.1.2 is before the fix of CVE-1 (3.1.3)'])
  })
})
