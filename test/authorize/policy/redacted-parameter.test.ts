import { expect, test } from 'vitest'
import { tellsRedacted } from '../../../src/authorize/policy/redacted-parameter.ts'
import { loadDefinitions } from '../../../src/config/definitions/load-definitions.ts'

const definitions = loadDefinitions('R4')

test.each<[string, string, string, boolean]>([
  ['Patient', 'birthdate', 'birthDate', true],
  ['Patient', 'family', 'name.family', true],
  ['Patient', 'name', 'name.family', true],
  ['Patient', 'family', 'name', true],
  ['Patient', 'death-date', 'deceased[x]', true],
  ['Patient', 'deceased', 'deceased[x]', true],
  ['Patient', 'deceased', 'deceasedBoolean', true],
  ['Patient', 'name', 'named', false],
  ['Patient', 'email', 'telecom', true],
  ['Patient', '_text', 'gender', true],
  ['Patient', '_content', 'gender', true],
  ['Observation', 'value-quantity', 'value[x]', true],
  ['Observation', 'value-quantity', 'component.value[x]', false],
  ['Observation', 'combo-value-quantity', 'component.value[x]', true],
  ['Observation', 'code-value-quantity', 'value[x]', true],
  ['Observation', 'value-quantity', 'valueQuantity', true],
  ['Observation', 'value-quantity', 'valueQuantity.unit', true],
  ['Observation', 'value-quantity', 'valueString', false],
  ['ActivityDefinition', 'composed-of', 'relatedArtifact.resource', true],
  ['ActivityDefinition', 'composed-of', 'relatedArtifact.label', false],
  ['Patient', 'gender', 'birthDate', false],
  ['Patient', 'given', 'name.family', false],
  ['Patient', '_id', 'name', false],
  ['Patient', '_lastUpdated', 'name', false],
])('%s?%s tells of %s: %s', (type, code, path, tells) => {
  const parameter = definitions.searchParameter(type, code)!
  expect(tellsRedacted(parameter, [{ type, path: path.split('.'), style: 'remove' }])).toBe(tells)
  expect(tellsRedacted(parameter, [])).toBe(false)
})
