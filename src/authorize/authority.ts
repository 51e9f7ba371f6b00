import { type CompartmentOptions, type PatientCompartment, patientCompartment } from '../fhir/compartment/membership.ts'
import type { Definitions } from '../fhir/definitions/definitions.ts'
import { createReferenceReader, type ReferenceReader } from '../fhir/reference.ts'
import { compileRules } from '../policy/compile-rules.ts'
import type { PolicyDocument } from '../policy/language.ts'
import type { RuleBook } from '../policy/rule-book.ts'
import type { OpenOperation } from './operations.ts'

/** What a decision rests on beside the request and the caller. */
export interface Authority {
  readonly definitions: Definitions
  /** Operations the site has opened in its configuration. */
  readonly operations: readonly OpenOperation[]
  /** Whose a resource is. */
  readonly compartment: PatientCompartment
  /** Reads references to resources of this server. */
  readonly readReference: ReferenceReader
  /** The site's policy; absent when it has no rules: the scopes decide alone. */
  readonly rules?: RuleBook | undefined
}

/**
 * @param ownBases all addresses under which this server's resources are known, ours and the upstream's.
 * @param site what the site says of whose resources are, checked beforehand.
 * @param policy as it was read and checked.
 */
export function authorityOf(
  definitions: Definitions,
  operations: readonly OpenOperation[],
  ownBases: readonly string[],
  site: Omit<CompartmentOptions, 'ownBases'> = {},
  policy?: PolicyDocument,
): Authority {
  const compartment = patientCompartment(definitions, { ...site, ownBases })
  const readReference = createReferenceReader(ownBases)
  const authority = { definitions, operations, compartment, readReference }
  return policy && saysSomething(policy) ? { ...authority, rules: compileRules(policy, authority) } : authority
}

/** A policy that only says how refusals look decides nothing, and costs nothing. */
function saysSomething({ rules, clients, limits, tenants }: PolicyDocument): boolean {
  const lists = [clients, tenants, limits.tiers]
  return rules !== undefined || limits.default !== undefined || lists.some((list) => Object.keys(list).length > 0)
}
