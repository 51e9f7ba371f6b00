import { expect, test } from 'vitest'
import { patientCompartment } from '../../../src/fhir/compartment/membership.ts'
import { unownedKind } from '../../../src/fhir/compartment/unowned.ts'
import type { Definitions } from '../../../src/fhir/definitions/definitions.ts'
import { known, ownBase } from './versions.ts'

const { definitions } = known('R4')
const mine = { subject: { reference: 'Patient/1' }, patient: { reference: 'Patient/1' } }

/** The definitions, with these expressions for every parameter. */
function expressedAs(expression: string | undefined): Definitions {
  return {
    ...definitions,
    searchParameter(type, code) {
      const found = definitions.searchParameter(type, code)
      if (found === undefined) return undefined
      const { expression: _, ...rest } = found
      return expression === undefined ? rest : { ...rest, expression }
    },
  }
}

test.each([undefined, 'Observation.subject.repeat(x)'])(
  'what belongs to a patient by a path that is %s belongs to nobody, and is closed',
  (expression) => {
    const compartment = patientCompartment(expressedAs(expression), { ownBases: [ownBase] })
    for (const resourceType of ['Observation', 'Device']) {
      const rule = compartment.rule(resourceType)!
      expect(rule.kind).toBe('closed')
      expect(rule.ownersOf({ resourceType, ...mine })).toEqual([])
      expect(rule.isShared({ resourceType })).toBe(false)
    }
  },
)

test('a type that nobody listed is closed', () => {
  expect(unownedKind('Invented')).toBe('closed')
})
