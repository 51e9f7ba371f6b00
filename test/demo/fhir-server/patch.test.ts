import { describe, expect, test } from 'vitest'
import { isFailure } from '../../../demo/fhir-server/message.ts'
import { applyPatch } from '../../../demo/fhir-server/patch/apply.ts'
import type { Resource } from '../../../demo/fhir-server/resource.ts'

const patient: Resource = { resourceType: 'Patient', id: 'a', active: true, name: [{ family: 'F', given: ['G', 'H'] }] }

describe('JSON Patch (RFC 6902)', () => {
  test.each<[operation: object, changed: object]>([
    [{ op: 'add', path: '/gender', value: 'male' }, { gender: 'male' }],
    [{ op: 'add', path: '/name/0/given/1', value: 'X' }, { name: [{ family: 'F', given: ['G', 'X', 'H'] }] }],
    [{ op: 'add', path: '/name/0/given/-', value: 'X' }, { name: [{ family: 'F', given: ['G', 'H', 'X'] }] }],
    [{ op: 'remove', path: '/name/0/given/0' }, { name: [{ family: 'F', given: ['H'] }] }],
    [{ op: 'replace', path: '/active', value: false }, { active: false }],
    [{ op: 'move', from: '/name/0/family', path: '/name/0/text' }, { name: [{ given: ['G', 'H'], text: 'F' }] }],
    [{ op: 'copy', from: '/name/0', path: '/name/1' }, { name: [patient.name, patient.name].flat() }],
    [{ op: 'test', path: '/name', value: [{ given: ['G', 'H'], family: 'F' }] }, {}],
  ])('%j', (operation, changed) => {
    expect(applyPatch(patient, [operation])).toEqual({ ...patient, ...changed })
  })

  test.each([
    { op: 'test', path: '/active', value: false },
    { op: 'remove', path: '/gender' },
    { op: 'replace', path: '/gender', value: 'male' },
    { op: 'add', path: '/name/0/given/9', value: 'X' },
    { op: 'add', path: '/nothing/here', value: 'X' },
    { op: 'add', path: '/__proto__', value: 'X' },
    { op: 'add', path: 'gender', value: 'X' },
    { op: 'add', path: '/name/01', value: 'X' },
    { op: 'move', from: '/nothing', path: '/gender' },
    { op: 'whatever', path: '/gender', value: 'X' },
    { op: 'add' },
  ])('%j cannot be done', (operation) => {
    expect(isFailure(applyPatch(patient, [operation]))).toBe(true)
    expect(patient.name).toEqual([{ family: 'F', given: ['G', 'H'] }])
  })

  test('comes as a Binary in a transaction', () => {
    const data = Buffer.from('[{"op":"remove","path":"/active"}]').toString('base64')
    expect(applyPatch(patient, { resourceType: 'Binary', data })).not.toHaveProperty('active')
    expect(isFailure(applyPatch(patient, { resourceType: 'Binary', data: 'bm90IGpzb24=' }))).toBe(true)
  })
})

describe('FHIRPath Patch', () => {
  const operation = (type: string, path: string, more: object[] = []) => ({
    resourceType: 'Parameters',
    parameter: [
      { name: 'operation', part: [{ name: 'type', valueCode: type }, { name: 'path', valueString: path }, ...more] },
    ],
  })
  const value = (valueString: string) => ({ name: 'value', valueString })
  const named = (valueString: string) => ({ name: 'name', valueString })

  test.each<[patch: object, changed: object]>([
    [operation('add', 'Patient', [named('gender'), value('male')]), { gender: 'male' }],
    [
      operation('add', 'Patient.name[0]', [named('given'), value('X')]),
      { name: [{ family: 'F', given: ['G', 'H', 'X'] }] },
    ],
    [
      operation('add', 'Patient', [named('telecom'), { name: 'value', part: [{ name: 'value', valueString: '1' }] }]),
      { telecom: [{ value: '1' }] },
    ],
    [
      operation('insert', 'Patient.name[0].given', [{ name: 'index', valueInteger: 0 }, value('X')]),
      { name: [{ family: 'F', given: ['X', 'G', 'H'] }] },
    ],
    [operation('replace', 'Patient.name.family', [value('X')]), { name: [{ family: 'X', given: ['G', 'H'] }] }],
    [operation('replace', 'Patient.name[0].given[1]', [value('X')]), { name: [{ family: 'F', given: ['G', 'X'] }] }],
    [operation('delete', 'Patient.name[0].given[0]'), { name: [{ family: 'F', given: ['H'] }] }],
    [operation('delete', 'Patient.gender'), {}],
  ])('%j', (patch, changed) => {
    expect(applyPatch(patient, patch)).toEqual({ ...patient, ...changed })
  })

  test.each([
    operation('replace', 'Patient.gender', [value('X')]),
    operation('replace', 'Observation.status', [value('X')]),
    operation('replace', 'Patient.name.where(true)', [value('X')]),
    operation('add', 'Patient.contact', [named('name'), value('X')]),
    operation('insert', 'Patient.name', [{ name: 'index', valueInteger: 5 }, value('X')]),
    operation('whatever', 'Patient.active'),
    { resourceType: 'Patient' },
    'text',
  ])('%j cannot be done', (patch) => {
    expect(isFailure(applyPatch(patient, patch))).toBe(true)
  })
})
