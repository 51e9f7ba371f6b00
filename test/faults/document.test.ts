import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { faultLines, tables } from './document.ts'

test('docs/faults.md has every row, as it is tested, and no other', () => {
  const written = readFileSync('docs/faults.md', 'utf8').split('\n')
  expect(written.filter((line) => /^\|.*\| \d{3} \|$/.test(line))).toEqual(faultLines())
})

test('every kind of fault is there, of everything that the gateway leans on', () => {
  const faults = tables.flatMap((table) => table.faults)
  const kinds = new Set(faults.map(({ kind }) => kind))
  expect(kinds).toEqual(new Set(['down', 'slow', 'reset', 'garbage', 'half-closed', 'full', 'skewed']))
  expect(faults.length).toBeGreaterThanOrEqual(40)
})
