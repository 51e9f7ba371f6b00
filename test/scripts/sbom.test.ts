import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Bill, billOf } from '../../scripts/sbom/bill.ts'
import type { LockFile } from '../../scripts/sbom/watch-list.ts'

const project = { name: 'gatehouse', version: '1.2.3', engines: { node: '>=20' } }
const whole = { 'bom-ref': 'jose@6.0.0', name: 'jose', version: '6.0.0', hashes: [{}], licenses: [{}] }
const bill = (components: Bill['components']): Bill => ({
  bomFormat: 'CycloneDX',
  metadata: { timestamp: 'now', component: { 'bom-ref': 'gatehouse@1.2.3', type: 'library', name: 'folder' } },
  components,
  dependencies: [
    { ref: 'gatehouse@1.2.3', dependsOn: ['jose@6.0.0', 'vitest@4.0.0'] },
    { ref: 'vitest@4.0.0', dependsOn: [] },
  ],
})

it('is about this application, whatever its folder is called', () => {
  expect(billOf(bill([whole]), project).metadata).toEqual({
    timestamp: 'now',
    component: {
      'bom-ref': 'gatehouse@1.2.3',
      type: 'application',
      name: 'gatehouse',
      version: '1.2.3',
      properties: [{ name: 'gatehouse:platform', value: 'Node.js >=20' }],
    },
  })
})

it('leaves out what is for development, wherever it is named', () => {
  const tool = { ...whole, 'bom-ref': 'vitest@4.0.0', name: 'vitest' }
  const properties = [{ name: 'cdx:npm:package:development', value: 'true' }]
  const { components, dependencies } = billOf(bill([whole, { ...tool, properties, hashes: [] }]), project)
  expect(components).toEqual([whole])
  expect(dependencies).toEqual([{ ref: 'gatehouse@1.2.3', dependsOn: ['jose@6.0.0'] }])
})

it.each([
  ['version', { ...whole, version: '' }],
  ['hash', { ...whole, hashes: [] }],
  ['licence', { ...whole, licenses: [] }],
  ['hash and licence', { 'bom-ref': 'jose@6.0.0', name: 'jose', version: '6.0.0' }],
])('is not made of a package without %s', (_, component) => {
  expect(() => billOf(bill([whole, component]), project)).toThrow('without version, hash or licence: jose')
})

it('has every package that runs, each with its version, and none that only tests need', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-sbom-'))
  try {
    const file = join(folder, 'deep/bill.json')
    execFileSync(process.execPath, ['--import', 'tsx', 'scripts/sbom/main.ts', file], { timeout: 120_000 })
    const made: Bill = JSON.parse(readFileSync(file, 'utf8'))
    const found = new Set(made.components.map(({ name, version }) => `${name}@${version}`))
    const { packages }: LockFile = JSON.parse(readFileSync('package-lock.json', 'utf8'))
    const installed = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true)
    for (const [path, { version }] of installed) {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
      expect(found).toContain(`${name}@${version}`)
    }
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
    for (const [name, version] of Object.entries(devDependencies)) expect(found).not.toContain(`${name}@${version}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
