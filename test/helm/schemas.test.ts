import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { stringify } from 'yaml'
import { ensurePythonProgram, pythonEnvironment } from '../../scripts/python-package.ts'
import { type Manifest, manifestsOf, render } from './chart.ts'

const validator = ensurePythonProgram('kubernetes-validate', 'kubernetes-validate==1.37.0')
/** The oldest that Chart.yaml allows and the newest that the validator knows. */
const versions = ['1.30', '1.37']
/** Kinds that come with operators; their schemas are not among those of Kubernetes. */
const ownKinds = /^(cert-manager\.io|monitoring\.coreos\.com)\//

/** What the schemas of a version of Kubernetes have against the manifests, unknown fields included; empty = nothing. */
function validate(manifests: readonly Manifest[], version: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-manifests-'))
  try {
    const file = join(folder, 'manifests.yaml')
    writeFileSync(file, manifests.map((manifest) => stringify(manifest)).join('---\n'))
    const args = ['--quiet', '--strict', '--kubernetes-version', version, file]
    const run = spawnSync(validator, args, { env: pythonEnvironment(validator), encoding: 'utf8', timeout: 120_000 })
    return run.status === 0 ? '' : run.stdout + run.stderr
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

it.each(versions)('fits the schemas of Kubernetes %s', (version) => {
  const all = readdirSync('test/helm/values').flatMap((file) => manifestsOf(render(`test/helm/values/${file}`)))
  const manifests = all.filter(({ apiVersion }) => !ownKinds.test(apiVersion))
  expect(manifests.length).toBeGreaterThan(30)
  expect(validate(manifests, version)).toBe('')
})

it('would find a misspelt field and a wrong type', () => {
  const metadata = { name: 'x', labels: {} }
  const service = { apiVersion: 'v1', kind: 'Service', metadata }
  expect(validate([{ ...service, spec: { prots: [] } }], '1.37')).toMatch(/prots/)
  expect(validate([{ ...service, spec: { ports: 'none' } }], '1.37')).toMatch(/ports/)
})
