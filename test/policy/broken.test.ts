import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { problemsIn, withRequired } from '../config/files.ts'

const directory = new URL('./broken/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, directory), 'utf8')
const isPolicy = (name: string) => name.endsWith('.yaml')

const broken = readdirSync(directory).filter(isPolicy)
const parts = readdirSync(new URL('parts/', directory)).map((name) => `parts/${name}`)
const files = Object.fromEntries([...broken, ...parts].map((name) => [name, read(name)]))

test.each(broken)('%s: all of its faults, each with its place and what was expected', (name) => {
  const expected = read(name.replace('.yaml', '.txt')).trimEnd().split('\n')
  expect(problemsIn(withRequired(`policy: ${name}`), files)).toEqual(expected)
})

test('there are many ways to be wrong', () => {
  expect(broken.length).toBeGreaterThanOrEqual(60)
})
