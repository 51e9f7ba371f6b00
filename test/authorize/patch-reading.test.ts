import { expect, test } from 'vitest'
import { outcome } from './confine/outcome.ts'

const patched = (scopes: string, ...steps: readonly unknown[]) =>
  outcome(scopes, 'PATCH /Observation/1', steps, { 'content-type': 'application/json-patch+json' })

test.each<[string, unknown]>([
  ['add', { op: 'add', path: '/note', value: [] }],
  ['replace', { op: 'replace', path: '/status', value: 'final' }],
  ['remove', { op: 'remove', path: '/note' }],
])('a patch that can only %s needs to write', (_, step) => {
  expect(patched('user/Observation.u', step)).toBe('PATCH Observation/1')
})

test.each<[string, unknown]>([
  ['tests', { op: 'test', path: '/status', value: 'final' }],
  ['copies', { op: 'copy', from: '/status', path: '/note' }],
  ['moves', { op: 'move', from: '/status', path: '/note' }],
  ['has a step without an op', {}],
  ['has an op that there is not', { op: 'Add', path: '/note', value: [] }],
  ['has a step that is nothing', null],
  ['has a step that is a text', 'add'],
])('a patch that %s needs to read as well', (_, step) => {
  expect(patched('user/Observation.u', { op: 'remove', path: '/note' }, step)).toBe('SCOPE_MISSING')
  expect(patched('user/Observation.ru', step)).toBe('PATCH Observation/1')
})
