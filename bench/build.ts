import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Compiles the gateway into a folder of this run, below the project so that its packages are found. What runs from source
 * carries the loader's own work with every function that it makes.
 */
export function buildGateway(): { readonly main: string; remove(): void } {
  mkdirSync('.cache', { recursive: true })
  const folder = mkdtempSync(join('.cache', 'bench-'))
  const compiler = join('node_modules', '.bin', 'tsc')
  execFileSync(compiler, ['-p', 'tsconfig.build.json', '--outDir', folder, '--noCheck'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  cpSync('src/fhir/definitions', join(folder, 'fhir/definitions'), { recursive: true })
  return { main: join(folder, 'main.js'), remove: () => rmSync(folder, { recursive: true }) }
}
