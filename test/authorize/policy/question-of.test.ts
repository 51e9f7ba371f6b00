import { expect, test } from 'vitest'
import type { Judged } from '../../../src/authorize/decision.ts'
import { questionOf } from '../../../src/authorize/policy/question-of.ts'
import type { SingleInteraction } from '../../../src/fhir/interaction.ts'
import { get } from '../../fixtures/language.ts'

const confined: readonly Judged[] = [
  { requirement: { resourceType: 'Observation', permission: 's', role: 'target' }, context: 'patient' },
]

test.each<[string, object, (readonly Judged[])?]>([
  ['/Patient/1', { interaction: 'read', resourceType: 'Patient', id: '1', parameters: {} }],
  ['/Patient/1/_history/2', { interaction: 'vread', id: '1' }],
  [
    '/Patient?name=x,y&_sort=name&_count=5',
    { interaction: 'search', parameters: { name: ['x', 'y'], _sort: ['name'], _count: ['5'] } },
  ],
  ['/Patient?name:exact=x', { parameters: { name: [] } }],
  ['/Observation?subject:Patient.name=x', { parameters: { subject: [] } }],
  ['/Patient?_has:Observation:subject:code=x', { parameters: { _has: [] } }],
  ['/Patient/7/Observation', { resourceType: 'Observation', parameters: { patient: ['7'] } }],
  ['/Observation', { parameters: { patient: ['p1'] } }, confined],
  ['/Observation', { parameters: {} }],
  [
    '/Patient/1/$everything?_type=Observation',
    { interaction: 'operation', operation: 'everything', parameters: { _type: ['Observation'] } },
  ],
  ['/$export?_type=Patient', { interaction: 'export', operation: 'export', parameters: { _type: ['Patient'] } }],
  ['/Group/1/$export', { interaction: 'export', resourceType: 'Group', id: '1' }],
  ['/$export-poll-status?_jobId=1', { interaction: 'export', operation: 'export-poll-status' }],
  ['/$exported', { interaction: 'operation', operation: 'exported' }],
  ['/$own?a.b=1,2&c:d=3&e=4,5', { interaction: 'operation', parameters: { a: [], c: [], e: ['4', '5'] } }],
  ['/?_type=Patient', { interaction: 'search', resourceType: undefined, parameters: { _type: ['Patient'] } }],
])('%s', (target, expected, requirements = []) => {
  const question = questionOf(get(target) as SingleInteraction, requirements, 'p1')
  expect({ ...question, parameters: Object.fromEntries(question.parameters) }).toMatchObject(expected)
  if ('parameters' in expected)
    expect([...question.parameters.keys()].sort()).toEqual(Object.keys(expected.parameters as object).sort())
})
