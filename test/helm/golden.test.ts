import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, it } from 'vitest'
import { chart, kubernetes, render, runHelm } from './chart.ts'

/** Dashboards and rules are long, and are compared with their sources elsewhere. */
const withoutCopies = (text: string) =>
  text
    .replace(/^( {2}gatehouse-\w+\.json: \|)\n(?: {4}.*\n|\n)+/gm, '$1 …\n')
    .replace(/^( {2}groups:)\n(?: {4}.*\n)+/m, '$1 …\n')

const sets = readdirSync('test/helm/values').map((file) => basename(file, '.yaml'))

it('has sets of values', () => expect(sets.length).toBeGreaterThanOrEqual(4))

it.each(sets)('renders %s as it did', async (name) => {
  const text = withoutCopies(render(`test/helm/values/${name}.yaml`))
  await expect(text).toMatchFileSnapshot(`golden/${name}.yaml`)
})

it.each(sets)('passes helm lint --strict with %s', (name) => {
  const { status, text } = runHelm(
    'lint',
    '--strict',
    '--kube-version',
    kubernetes,
    chart,
    '-f',
    `test/helm/values/${name}.yaml`,
  )
  expect(text).not.toMatch(/WARNING|ERROR/)
  expect(status).toBe(0)
})
