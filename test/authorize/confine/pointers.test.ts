import { describe, expect, it } from 'vitest'
import { authorityOf } from '../../../src/authorize/authority.ts'
import { pointersOf } from '../../../src/authorize/confine/pointers.ts'
import { loadDefinitions } from '../../../src/config/definitions/load-definitions.ts'

const base = 'https://fhir.example.org/fhir'
const authority = authorityOf(loadDefinitions('R4'), [], [base])
const names = (resource: unknown) => [...pointersOf(resource, authority).keys()]

describe('the pointers of a resource', () => {
  it.each([
    ['a reference', { encounter: { reference: 'Encounter/e1' } }, ['Encounter/e1/']],
    ['one of a version', { encounter: { reference: 'Encounter/e1/_history/2' } }, ['Encounter/e1/2']],
    ['one below an own base', { encounter: { reference: `${base}/Encounter/e1` } }, ['Encounter/e1/']],
    ['the same twice', { a: { reference: 'Encounter/e1' }, b: [{ reference: 'Encounter/e1' }] }, ['Encounter/e1/']],
    ['one in an extension', { extension: [{ valueReference: { reference: 'Task/t1' } }] }, ['Task/t1/']],
    ['one in a contained resource', { contained: [{ subject: { reference: 'Patient/p1' } }] }, ['Patient/p1/']],
    ['a type that is nobody’s', { performer: [{ reference: 'Practitioner/d1' }] }, []],
    ['a contained one', { encounter: { reference: '#e1' } }, []],
    ['one within a Bundle', { encounter: { reference: 'urn:uuid:0b9c4d2e-2f1a-4c3a-9d11-6f6f0d3b7a10' } }, []],
    ['one elsewhere', { encounter: { reference: 'https://other.example.org/fhir/Encounter/e1' } }, []],
    ['an identifier', { encounter: { identifier: { value: 'Encounter/e1' } } }, []],
    ['a text', { note: [{ text: 'Encounter/e1' }] }, []],
    ['an object in place of the text', { encounter: { reference: { reference: 'Encounter/e1' } } }, ['Encounter/e1/']],
    ['no resource at all', 'Encounter/e1', []],
  ])('%s', (_, resource, expected) => {
    expect(names(resource)).toEqual(expected)
  })
})
