import type { FhirVersion } from '../../src/fhir/definitions/definitions.ts'
import type { Coding, Resource } from '../fhir-server/resource.ts'
import type { Random } from './random.ts'

/** Whom a record is made for, and what it is made with. */
export interface Subject {
  /** `p01` … `p20`; also the id of the Patient. */
  readonly id: string
  /** From 0. */
  readonly index: number
  readonly version: FhirVersion
  readonly random: Random
  readonly practitioner: string
  readonly organization: string
}

export const SYSTEMS = {
  loinc: 'http://loinc.org',
  snomed: 'http://snomed.info/sct',
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  ucum: 'http://unitsofmeasure.org',
  cvx: 'http://hl7.org/fhir/sid/cvx',
  actCode: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  confidentiality: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
  observationCategory: 'http://terminology.hl7.org/CodeSystem/observation-category',
  mrn: 'urn:gatehouse:demo:mrn',
  tag: 'urn:gatehouse:demo:tag',
} as const

const SYNTHETIC: Coding = { system: SYSTEMS.tag, code: 'synthetic' }

/** A string that occurs in one patient's `what` and nowhere else, so that a test sees when it got out. */
export function secretOf(patient: string, what: string): string {
  return `SECRET-${patient}-${what}`
}

export function reference(type: string, id: string) {
  return { reference: `${type}/${id}` }
}

export function concept(system: string, code: string, display: string) {
  return { coding: [{ system, code, display }], text: display }
}

export function note(patient: string, what: string) {
  return [{ text: `Synthetic note ${secretOf(patient, what)}` }]
}

/** A resource about a patient: `<patient>-<name>`, tagged as synthetic, with a secret in its narrative. */
export function recordOf(
  { id }: Pick<Subject, 'id'>,
  resourceType: string,
  name: string,
  elements: object,
  security: readonly Coding[] = [],
): Resource {
  const div = `<div xmlns="http://www.w3.org/1999/xhtml">${secretOf(id, name)}</div>`
  return { ...shared(resourceType, `${id}-${name}`, security), text: { status: 'generated', div }, ...elements }
}

/** A resource about no patient. */
export function shared(resourceType: string, id: string, security: readonly Coding[] = []): Resource {
  return { resourceType, id, meta: { tag: [SYNTHETIC], ...(security.length > 0 && { security }) } }
}

/** A day in 2023, later for a greater `number`, as `YYYY-MM-DD`. */
export function day(number: number): string {
  return new Date(Date.UTC(2023, 0, 2 + number)).toISOString().slice(0, 10)
}
