import { writeFileSync } from 'node:fs'
import type { FhirVersion } from '../../src/fhir/definitions.ts'
import { render } from './render.ts'
import { compileTable } from './table.ts'

const VERSIONS: readonly FhirVersion[] = ['R4', 'R4B', 'R5']

for (const version of VERSIONS) {
  const text = render(compileTable(version))
  writeFileSync(new URL(`../../src/fhir/definitions/${version.toLowerCase()}.json`, import.meta.url), text)
  console.log(`${version}: ${Buffer.byteLength(text)} bytes`)
}
