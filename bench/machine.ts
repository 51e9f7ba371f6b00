import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { cores } from './measure/cores.ts'

/** What was measured on, and with what. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryMiB: number
  readonly kernel: string
  /** The core of the server under test; undefined = it was not pinned. */
  readonly testedCore: string | undefined
  readonly versions: Readonly<Record<string, string>>
}

/** The version in what a program says of itself. */
const NUMBER = /\d+\.\d+\.\d+\S*/

const packages = ['undici', 'fastify', '@fastify/http-proxy', 'jose']

/** `programs`: what Debian's programs say of themselves. */
export function machine(programs: ReadonlyMap<string, string | undefined>): Machine {
  const versions: Record<string, string> = { node: process.versions.node }
  for (const name of packages) {
    versions[name] = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version
  }
  for (const [name, version] of programs)
    versions[name] = version === undefined ? 'missing' : (NUMBER.exec(version)?.[0] ?? version)
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryMiB: Math.round(totalmem() / 1024 / 1024),
    kernel: release(),
    testedCore: cores.tested,
    versions,
  }
}
