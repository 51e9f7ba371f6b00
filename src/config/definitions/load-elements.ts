import { readFileSync } from 'node:fs'
import type { FhirVersion } from '../../fhir/definitions/definitions.ts'
import { type Elements, type ElementsTable, elementsFrom } from '../../fhir/patch/elements.ts'

const loaded = new Map<FhirVersion, Elements>()

/** What the elements of one FHIR version are, read once per process, and only where FHIRPath Patch asks for it. */
export function loadElements(version: FhirVersion): Elements {
  const known = loaded.get(version)
  if (known !== undefined) return known
  const elements = elementsFrom(readElements(version))
  loaded.set(version, elements)
  return elements
}

/** The bare table. */
export function readElements(version: FhirVersion): ElementsTable {
  const file = new URL(`../../fhir/definitions/elements-${version.toLowerCase()}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')).elements
}
