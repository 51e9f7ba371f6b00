import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { makePair } from '../server/fixtures/certificates.ts'
import { manifestsOf, only, render, renderWith } from './chart.ts'

const pair = makePair('fhir.example.org')

function secretAt(path: string): string {
  if (path.endsWith('.key')) return pair.key
  return path.endsWith('.crt') ? pair.cert : 'a-secret-of-the-cluster'
}

/** Runs `gatehouse check` on what a pod would find below /etc/gatehouse. */
async function checkRendered(text: string): Promise<{ code: number; lines: readonly string[] }> {
  const manifests = manifestsOf(text)
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-chart-'))
  const write = (path: string, contents: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), contents.replaceAll('/etc/gatehouse', folder))
  }
  const config = only(manifests, 'ConfigMap', '-config').data?.['gatehouse.yaml'] ?? ''
  // What comes from Secrets of the cluster.
  for (const [path] of config.matchAll(/(?<=\/etc\/gatehouse\/)\S+/g)) write(path, secretAt(path))
  write('policy/policy.yaml', 'apiVersion: gatehouse/v1\nkind: Policy\nmetadata: { name: site, version: "1" }\n')
  for (const { kind, metadata, data } of manifests) {
    if (kind !== 'ConfigMap' || !metadata.name.endsWith('-policy')) continue
    for (const [name, contents] of Object.entries(data ?? {})) write(`policy/${name}`, contents)
  }
  write('config/gatehouse.yaml', config)
  const lines: string[] = []
  const terminal = {
    print: (line: string) => lines.push(line),
    complain: (line: string) => lines.push(line),
    colours: false,
  }
  process.env.UPSTREAM_PASSWORD = 'a-secret-of-the-cluster'
  try {
    return { code: await run(['check', '-c', join(folder, 'config/gatehouse.yaml')], terminal), lines }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

it.each(readdirSync('test/helm/values'))('passes gatehouse check with %s', async (file) => {
  const { code, lines } = await checkRendered(render(`test/helm/values/${file}`))
  expect(lines.join('\n')).toContain('valid')
  expect(code).toBe(0)
})

it('does not pass it with what only the gateway itself can know to be wrong', async () => {
  const values = { config: { issuers: [{ issuer: 'http://id.example.org' }] } }
  const { code, lines } = await checkRendered(renderWith('test/helm/values/defaults.yaml', values))
  expect(lines.join('\n')).toMatch(/gatehouse\.yaml:\d+:\d+: issuers/)
  expect(code).toBe(2)
})
