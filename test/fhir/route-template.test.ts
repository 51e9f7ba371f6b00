import { expect, test } from 'vitest'
import type { Interaction } from '../../src/fhir/interaction.ts'
import { templateOf } from '../../src/fhir/route-template.ts'
import fc from '../fixtures/fast-check.ts'
import { get, languageOf, read, send } from '../fixtures/language.ts'
import { request } from './arbitrary-request.ts'

const { definitions } = languageOf()

test.each([
  ['/metadata', 'GET metadata'],
  ['/Patient/a1b2', 'GET Patient/{id}'],
  ['/Patient/a1b2/_history/c3', 'GET Patient/{id}/_history/{vid}'],
  ['/Patient/a1b2/_history', 'GET Patient/{id}/_history'],
  ['/Patient/_history', 'GET Patient/_history'],
  ['/_history', 'GET _history'],
  ['/Patient', 'GET Patient'],
  ['/Observation?patient=a1b2&code=x&code=y', 'GET Observation?patient&code'],
  ['/Observation?subject:Patient.name:exact=Peter', 'GET Observation?subject:Patient.name:exact'],
  ['/Patient?_has:Observation:patient:code=x', 'GET Patient?_has:Observation:patient:code'],
  ['/Patient/a1b2/Observation?code=x', 'GET Patient/{id}/Observation?code'],
  ['/Patient/a1b2/*', 'GET Patient/{id}/*'],
  ['/Patient/a1b2/$everything', 'GET Patient/{id}/$everything'],
  ['/Patient/a1b2/$jane-doe-1980', 'GET Patient/{id}/$…'],
  ['/?_page=abc', 'GET page'],
])('%s', (target, template) => {
  expect(templateOf(get(target) as Interaction, isOperation)).toBe(template)
})

test.each<[string, string, unknown, string]>([
  ['POST', '/Patient', { resourceType: 'Patient' }, 'POST Patient'],
  ['PUT', '/Patient/a1b2', { resourceType: 'Patient', id: 'a1b2' }, 'PUT Patient/{id}'],
  ['PUT', '/Patient?identifier=x', { resourceType: 'Patient' }, 'PUT Patient?identifier'],
  ['PATCH', '/Patient/a1b2', { resourceType: 'Parameters' }, 'PATCH Patient/{id}'],
  ['POST', '/Patient/$match', { resourceType: 'Parameters' }, 'POST Patient/$match'],
  ['POST', '/', { resourceType: 'Bundle', type: 'batch' }, 'POST batch'],
])('%s %s', (method, target, body, template) => {
  expect(templateOf(send(method, target, body) as Interaction, isOperation)).toBe(template)
})

test('without a list of operations none is named, and a search of everything has no type', () => {
  expect(templateOf(get('/Patient/1/$everything') as Interaction)).toBe('GET Patient/{id}/$…')
  expect(templateOf(get('/?_id=1') as Interaction)).toBe('GET ?_id')
})

test('no value or id ever stands in a template', () => {
  const marked = request(definitions).map((asked) => ({
    ...asked,
    target: asked.target.replace(/=[^&]*/g, '=q7q7').replace(/^(\/[A-Za-z]+\/)[a-z0-9.-]+/i, '$1q7q7'),
  }))
  fc.assert(
    fc.property(marked, (asked) => {
      const interaction = read(asked)
      if ('kind' in interaction) expect(templateOf(interaction, isOperation)).not.toContain('q7q7')
    }),
    { numRuns: 1000, seed: 20_241 },
  )
})

function isOperation(name: string): boolean {
  return definitions.operations(name).length > 0
}
