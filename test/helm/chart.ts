import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAllDocuments, stringify } from 'yaml'
import { ensureHelm } from '../../scripts/helm/install.ts'

export const chart = 'helm/gatehouse'
/** What the cluster is taken for. */
export const kubernetes = '1.34.0'

export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> }
  readonly data?: Readonly<Record<string, string>>
  // biome-ignore lint/suspicious/noExplicitAny: manifests are looked into at many places, each asserted
  readonly spec?: any
}

const helm = await ensureHelm()

/** Runs helm with these arguments. */
export function runHelm(...args: string[]): { readonly status: number | null; readonly text: string } {
  const run = spawnSync(helm, args, {
    encoding: 'utf8',
    timeout: 120_000,
    env: { PATH: process.env.PATH, HOME: tmpdir() },
  })
  return { status: run.status, text: run.stdout + run.stderr }
}

/** The text that `helm template` gives for a file of values. @throws what helm said, when it refuses */
export function render(values: string, ...more: string[]): string {
  const args = [
    'template',
    'fhir',
    chart,
    '--namespace',
    'records',
    '--kube-version',
    kubernetes,
    '-f',
    values,
    ...more,
  ]
  const { status, text } = runHelm(...args)
  if (status !== 0) throw new Error(text)
  return text
}

export function manifestsOf(text: string): readonly Manifest[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS())
    .filter((manifest) => manifest !== null)
}

/** The one manifest of a kind whose name ends so. @throws when there is none or several */
export function only(manifests: readonly Manifest[], kind: string, ending = ''): Manifest {
  const found = manifests.filter((manifest) => manifest.kind === kind && manifest.metadata.name.endsWith(ending))
  if (found.length !== 1) throw new Error(`${found.length} manifests are ${kind} …${ending}`)
  return found[0]!
}

/** Renders with `values` over those of the file. */
export function renderWith(file: string, values: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-values-'))
  try {
    const over = join(folder, 'over.yaml')
    writeFileSync(over, stringify(values))
    return render(file, '-f', over)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
