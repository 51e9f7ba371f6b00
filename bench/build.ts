import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { removeWithUs } from './end-with-us.ts'

/**
 * Compiles the gateway into a folder of this run, below the project so that its packages are found. What runs from source
 * carries the loader's own work with every function that it makes. @returns the path of its program
 */
export function buildGateway(): string {
  mkdirSync('.cache', { recursive: true })
  const folder = removeWithUs(mkdtempSync(join('.cache', 'bench-')))
  const compiler = join('node_modules', '.bin', 'tsc')
  execFileSync(compiler, ['-p', 'tsconfig.build.json', '--outDir', folder, '--noCheck'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  cpSync('src/fhir/definitions', join(folder, 'fhir/definitions'), { recursive: true })
  return join(folder, 'main.js')
}
