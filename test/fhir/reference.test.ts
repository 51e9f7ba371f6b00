import { describe, expect, test } from 'vitest'
import { createReferenceReader } from '../../src/fhir/reference.ts'

const read = createReferenceReader(['https://gateway.example.org/fhir', 'http://upstream:8080/base/R4/'])

describe('names a resource of ours', () => {
  test.each([
    ['Patient/1', { type: 'Patient', id: '1' }],
    ['Patient/12', { type: 'Patient', id: '12' }],
    ['Patient/a.b-C', { type: 'Patient', id: 'a.b-C' }],
    ['Patient/1/_history/2', { type: 'Patient', id: '1', versionId: '2' }],
    ['https://gateway.example.org/fhir/Patient/1', { type: 'Patient', id: '1' }],
    ['https://gateway.example.org:443/fhir/Patient/1', { type: 'Patient', id: '1' }],
    ['HTTPS://Gateway.Example.org/fhir/Patient/1', { type: 'Patient', id: '1' }],
    ['http://upstream:8080/base/R4/Patient/1/_history/7', { type: 'Patient', id: '1', versionId: '7' }],
  ])('%s', (text, named) => {
    expect(read(text)).toEqual(named)
  })
})

describe('names nothing of ours', () => {
  test.each([
    '',
    'Patient',
    'Patient/',
    '/Patient/1',
    'Patient/1/',
    ' Patient/1',
    'Patient/1 ',
    'Patient/1\n',
    'patient/1',
    'Patient/1/2',
    'Patient//1',
    'Patient/.',
    'Patient/..',
    'Patient/../Patient/1',
    './Patient/1',
    'Patient/%31',
    'Patient/1?x=y',
    'Patient?identifier=1',
    'Patient/1#p',
    '#p',
    '#Patient/1',
    'Patient/1/_history',
    'Patient/1/_history/',
    'Patient/1/_history/..',
    'Patient/1/_history/2/3',
    'Patient/1|2',
    'Patient/1;v=2',
    'Pätient/1',
    'Patient/１',
    `Patient/${'1'.repeat(65)}`,
    'urn:uuid:6f8e2b1a-0000-4000-8000-000000000000',
    'urn:oid:1.2.3',
    'https://gateway.example.org/Patient/1',
    'https://gateway.example.org/fhir2/Patient/1',
    'https://gateway.example.org/fhirPatient/1',
    'https://gateway.example.org/fhir/../fhir/Patient/1',
    'https://gateway.example.org/fhir/./Patient/1',
    'https://gateway.example.org/fhir/%2e%2e/fhir/Patient/1',
    'https://gateway.example.org/FHIR/Patient/1',
    'https://gateway.example.org/fhir//Patient/1',
    'https://gateway.example.org/fhir/tenant/Patient/1',
    'https://gateway.example.org/fhir/Patient/1?x',
    'https://gateway.example.org/fhir/Patient/1#x',
    'https://user@gateway.example.org/fhir/Patient/1',
    'https://gateway.example.org.evil.example/fhir/Patient/1',
    'https://evil.example/https://gateway.example.org/fhir/Patient/1',
    'http://gateway.example.org/fhir/Patient/1',
    'https://gateway.example.org:8443/fhir/Patient/1',
    'https:\\\\gateway.example.org\\fhir\\Patient\\1',
    'https:/gateway.example.org/fhir/Patient/1',
    'https:Patient/1',
    '//gateway.example.org/fhir/Patient/1',
    'ftp://gateway.example.org/fhir/Patient/1',
    'http://upstream/base/R4/Patient/1',
    `https://gateway.example.org/fhir/${'x/'.repeat(5000)}Patient/1`,
  ])('%j', (text) => {
    expect(read(text)).toBeUndefined()
  })
})

test('without bases no absolute reference is ours', () => {
  expect(createReferenceReader([])('https://gateway.example.org/fhir/Patient/1')).toBeUndefined()
  expect(createReferenceReader([])('Patient/1')).toEqual({ type: 'Patient', id: '1' })
})

test('a base at the root of its host', () => {
  const atRoot = createReferenceReader(['https://fhir.example.org'])
  expect(atRoot('https://fhir.example.org/Patient/1')).toEqual({ type: 'Patient', id: '1' })
  expect(atRoot('https://fhir.example.org/fhir/Patient/1')).toBeUndefined()
})

test.each(['gateway.example.org', 'ftp://gateway.example.org/', '/fhir'])('%s is no base', (base) => {
  expect(() => createReferenceReader([base])).toThrow(TypeError)
})
