import { writeFileSync } from 'node:fs'
import type { FhirVersion } from '../../src/fhir/definitions/definitions.ts'
import { elementsOf } from './elements.ts'
import { render } from './render.ts'
import { readSource } from './sources.ts'
import { compileTable } from './table.ts'

const VERSIONS: readonly FhirVersion[] = ['R4', 'R4B', 'R5']

for (const version of VERSIONS) {
  const name = version.toLowerCase()
  write(`${name}.json`, render(compileTable(version)))
  write(`elements-${name}.json`, render({ elements: elementsOf(readSource(version).structures) }))
}

function write(file: string, text: string) {
  writeFileSync(new URL(`../../src/fhir/definitions/${file}`, import.meta.url), text)
  console.log(`${file}: ${Buffer.byteLength(text)} bytes`)
}
