import { describe, expect, test } from 'vitest'
import { outcome } from './outcome.ts'

const provenance = 'GET Provenance?patient=Patient/p1, confine by patient, drop-total'
const record = 'patient/*.cruds'

describe('an instance is the caller’s own where that is known before, and judged when it comes back', () => {
  test.each([
    ['GET /Patient/p1', 'GET Patient/p1, drop-total'],
    ['GET /Patient/p2', 'OUTSIDE_COMPARTMENT'],
    ['GET /Patient/p1/_history/2', 'GET Patient/p1/_history/2, drop-total'],
    ['GET /Patient/p2/_history/2', 'OUTSIDE_COMPARTMENT'],
    ['GET /Patient/p2/_history', 'OUTSIDE_COMPARTMENT'],
    ['GET /Patient/p1/_history', 'GET Patient/p1/_history, drop-total'],
    ['GET /Patient/_history', 'CANNOT_BE_CONFINED'],
    ['GET /_history', 'CANNOT_BE_CONFINED'],
    ['GET /Observation/1', 'GET Observation/1, drop-total'],
    ['GET /Observation/1/_history', 'GET Observation/1/_history, drop-total'],
    ['GET /Observation/1/_history/2', 'GET Observation/1/_history/2, drop-total'],
    ['GET /Observation/1?_elements=code', 'GET Observation/1, drop-total, without _elements'],
    ['GET /Observation/1/_history/2?_summary=text', 'GET Observation/1/_history/2, drop-total, without _summary'],
    ['GET /Observation/1/_history?_count=5', 'GET Observation/1/_history?_count=5, drop-total'],
    ['GET /Organization/1', 'GET Organization/1, drop-total'],
    ['GET /Basic/1', 'GET Basic/1, drop-total'],
    ['GET /Group/1', 'OUTSIDE_COMPARTMENT'],
    ['GET /Bundle/1', 'OUTSIDE_COMPARTMENT'],
    ['GET /Provenance/1', 'GET Provenance/1, drop-total'],
    ['GET /metadata', 'GET metadata'],
  ])('%s', (request, expected) => {
    expect(outcome(record, request)).toBe(expected)
  })
})

describe('a search is kept to the launch patient, whatever the caller writes beside it', () => {
  test.each([
    ['GET /Patient', 'GET Patient?_id=p1, confine by _id'],
    ['GET /Patient?_id=p1', 'GET Patient?_id=p1&_id=p1, confine by _id'],
    ['GET /Patient?_id=p2', 'OUTSIDE_COMPARTMENT'],
    ['GET /Patient?_id=p2,p1', 'GET Patient?_id=p2,p1&_id=p1, confine by _id'],
    ['GET /Patient?name=x', 'GET Patient?name=x&_id=p1, confine by _id'],
    [
      'GET /Patient?name=x&_count=5&_elements=name',
      'GET Patient?name=x&_id=p1&_count=5, confine by _id, without _elements',
    ],
    ['GET /Patient?_summary=count', 'GET Patient?_id=p1&_summary=count, confine by _id'],
    ['GET /Patient?link=Patient/p2', 'GET Patient?link=Patient/p2&_id=p1, confine by _id'],
    ['GET /Observation?patient=p2', 'OUTSIDE_COMPARTMENT'],
    ['GET /Observation?patient=Patient/p2', 'OUTSIDE_COMPARTMENT'],
    ['GET /Observation?patient=p1,p2', 'GET Observation?patient=p1,p2&patient=Patient/p1, confine by patient'],
    ['GET /Observation?subject=p2', 'OUTSIDE_COMPARTMENT'],
    ['GET /Observation?subject:Patient=p2', 'OUTSIDE_COMPARTMENT'],
    ['GET /Observation?subject=Group/1', 'GET Observation?subject=Group/1&patient=Patient/p1, confine by patient'],
    [
      'GET /Observation?patient:missing=true',
      'GET Observation?patient:missing=true&patient=Patient/p1, confine by patient',
    ],
    ['GET /Patient/p1/Observation?code=1', 'GET Observation?code=1&patient=Patient/p1, confine by patient'],
    ['GET /Patient/p2/Observation', 'OUTSIDE_COMPARTMENT'],
    ['GET /Patient/p1/*', 'GET Patient/p1/*, drop-total'],
    ['GET /Patient/p2/*', 'OUTSIDE_COMPARTMENT'],
    ['GET /Patient/p1/*?_lastUpdated=gt2024', 'GET Patient/p1/*?_lastUpdated=gt2024, drop-total'],
    ['GET /Encounter/1/Observation', 'GET Encounter/1/Observation?patient=Patient/p1, confine by patient'],
    ['GET /Device/1/Observation', 'GET Device/1/Observation?patient=Patient/p1, confine by patient'],
    ['GET /Practitioner/1/Observation', 'GET Practitioner/1/Observation?patient=Patient/p1, confine by patient'],
    ['GET /Encounter/1/*', 'CANNOT_BE_CONFINED'],
    ['GET /?_type=Observation,Condition', 'CANNOT_BE_CONFINED'],
    ['GET /?_id=1', 'CANNOT_BE_CONFINED'],
    ['GET /Organization?name=x', 'GET Organization?name=x'],
    ['GET /Basic?code=x', 'GET Basic?code=x&patient=Patient/p1, confine by patient'],
    ['GET /Provenance?recorded=2024', 'CANNOT_BE_CONFINED'],
    ['GET /Provenance', provenance],
    ['GET /Provenance?patient=p1', provenance],
    ['GET /Provenance?patient=Patient/p1', provenance],
    ['GET /Provenance?patient:Patient=p1', provenance],
    ['GET /Patient/p1/Provenance?patient=p1', provenance],
    ['GET /Provenance?patient=p1,p2', 'CANNOT_BE_CONFINED'],
    ['GET /Provenance?patient=p2', 'CANNOT_BE_CONFINED'],
    ['GET /Provenance?patient:identifier=p1', 'CANNOT_BE_CONFINED'],
    ['GET /Provenance?patient.name=p1', 'CANNOT_BE_CONFINED'],
    ['GET /Provenance?target=Patient/p1', 'CANNOT_BE_CONFINED'],
    ['GET /Provenance?patient=p1&recorded=2024', 'CANNOT_BE_CONFINED'],
    ['GET /Group', 'OUTSIDE_COMPARTMENT'],
    ['GET /AuditEvent', 'OUTSIDE_COMPARTMENT'],
  ])('%s', (request, expected) => {
    expect(outcome(record, request)).toBe(expected)
  })
})

describe('a criterion stays only where every hop stays within what the caller reaches', () => {
  test.each([
    [
      'GET /Observation?patient:identifier=s|v',
      'GET Observation?patient:identifier=s|v&patient=Patient/p1, confine by patient',
    ],
    ['GET /Observation?patient.name=x', 'GET Observation?patient.name=x&patient=Patient/p1, confine by patient'],
    ['GET /Observation?subject.name=x', 'GET Observation?subject.name=x&patient=Patient/p1, confine by patient'],
    [
      'GET /Observation?subject:Patient.name=x',
      'GET Observation?subject:Patient.name=x&patient=Patient/p1, confine by patient',
    ],
    ['GET /Observation?encounter.status=x', 'CANNOT_BE_CONFINED'],
    [
      'GET /Observation?performer:Organization.name=x',
      'GET Observation?performer:Organization.name=x&patient=Patient/p1, confine by patient',
    ],
    [
      'GET /Observation?performer:Practitioner.name=x',
      'GET Observation?performer:Practitioner.name=x&patient=Patient/p1, confine by patient',
    ],
    [
      'GET /Observation?patient.organization.name=x',
      'GET Observation?patient.organization.name=x&patient=Patient/p1, confine by patient',
    ],
    ['GET /Observation?patient.link.name=x', 'CANNOT_BE_CONFINED'],
    ['GET /Observation?has-member.code=x', 'CANNOT_BE_CONFINED'],
    ['GET /Observation?subject:Group.code=x', 'CANNOT_BE_CONFINED'],
    ['GET /Observation?subject:Device.type=x', 'CANNOT_BE_CONFINED'],
    [
      'GET /Observation?performer:Organization._has:Location:organization:name=x',
      'GET Observation?performer:Organization._has:Location:organization:name=x&patient=Patient/p1, confine by patient',
    ],
    ['GET /Observation?performer:Organization._has:Encounter:service-provider:status=x', 'CANNOT_BE_CONFINED'],
    ['GET /Observation?device.patient.name=x', 'CANNOT_BE_CONFINED'],
    [
      'GET /Patient?_has:Observation:patient:code=x',
      'GET Patient?_has:Observation:patient:code=x&_id=p1, confine by _id',
    ],
    [
      'GET /Patient?_has:Observation:subject:code=x',
      'GET Patient?_has:Observation:subject:code=x&_id=p1, confine by _id',
    ],
    ['GET /Patient?_has:Observation:performer:code=x', 'CANNOT_BE_CONFINED'],
    ['GET /Patient?_has:Observation:patient:_has:Provenance:target:recorded=2024', 'CANNOT_BE_CONFINED'],
    ['GET /Patient?_has:Group:member:code=x', 'CANNOT_BE_CONFINED'],
    [
      'GET /Patient?_has:Observation:patient:performer:Organization.name=x',
      'GET Patient?_has:Observation:patient:performer:Organization.name=x&_id=p1, confine by _id',
    ],
    ['GET /Patient?_has:Observation:patient:encounter.status=x', 'CANNOT_BE_CONFINED'],
    [
      'GET /Patient?_has:Observation:patient:patient.name=x',
      'GET Patient?_has:Observation:patient:patient.name=x&_id=p1, confine by _id',
    ],
    ['GET /Observation?_has:Observation:has-member:code=x', 'CANNOT_BE_CONFINED'],
    ['GET /Organization?_has:Location:organization:name=x', 'GET Organization?_has:Location:organization:name=x'],
    ['GET /Organization?_has:Patient:organization:name=x', 'CANNOT_BE_CONFINED'],
    ['GET /Location?organization.name=x', 'GET Location?organization.name=x'],
    ['GET /Organization?partof.name=x', 'GET Organization?partof.name=x'],
    ['GET /Patient?general-practitioner.name=x', 'GET Patient?general-practitioner.name=x&_id=p1, confine by _id'],
    [
      'GET /Patient?general-practitioner:Practitioner.name=x',
      'GET Patient?general-practitioner:Practitioner.name=x&_id=p1, confine by _id',
    ],
    ['GET /Patient?organization.name=x', 'GET Patient?organization.name=x&_id=p1, confine by _id'],
    ['GET /Patient?link:Patient.name=x', 'CANNOT_BE_CONFINED'],
    ['GET /Observation?_list=1', 'CANNOT_BE_CONFINED'],
    [
      'GET /Observation?code:in=http://example.org/vs',
      'GET Observation?code:in=http://example.org/vs&patient=Patient/p1, confine by patient',
    ],
    ['GET /Observation?performer:identifier=s|v', 'CANNOT_BE_CONFINED'],
    ['GET /Observation?encounter:identifier=s|v', 'CANNOT_BE_CONFINED'],
    ['GET /Location?organization:identifier=s|v', 'GET Location?organization:identifier=s|v'],
    ['GET /Location?partof:below=1', 'GET Location?partof:below=1'],
    ['GET /Observation?code:not=x', 'GET Observation?code:not=x&patient=Patient/p1, confine by patient'],
    ['GET /Observation?encounter=1', 'GET Observation?encounter=1&patient=Patient/p1, confine by patient'],
    ['GET /Observation?_sort=date', 'GET Observation?patient=Patient/p1&_sort=date, confine by patient'],
    [
      'GET /Observation?_sort=patient.name',
      'GET Observation?patient=Patient/p1&_sort=patient.name, confine by patient',
    ],
  ])('%s', (request, expected) => {
    expect(outcome(record, request)).toBe(expected)
  })
})

describe('what comes along with rows that are nobody’s must be nobody’s', () => {
  test.each([
    [
      'GET /Encounter?_revinclude=Observation:encounter',
      'GET Encounter?patient=Patient/p1&_revinclude=Observation:encounter, confine by patient',
    ],
    [
      'GET /Organization?_revinclude=Patient:organization',
      'GET Organization, without _revinclude=Patient:organization',
    ],
    ['GET /Organization?_revinclude=Location:organization', 'GET Organization?_revinclude=Location:organization'],
    [
      'GET /Observation?_include=Observation:subject',
      'GET Observation?patient=Patient/p1&_include=Observation:subject, confine by patient',
    ],
  ])('%s', (request, expected) => {
    expect(outcome(record, request)).toBe(expected)
  })
})

describe('an operation is the caller’s own record, takes the patient, or touches nobody’s data', () => {
  test.each([
    ['GET /Patient/p1/$everything', 'GET Patient/p1/$everything, drop-total'],
    ['GET /Patient/p2/$everything', 'OUTSIDE_COMPARTMENT'],
    ['GET /Patient/$everything', 'OPERATION_CLOSED'],
    ['GET /Encounter/1/$everything', 'OPERATION_CLOSED'],
    [
      'GET /Observation/$lastn?patient=Patient/p1&max=1',
      'GET Observation/$lastn?max=1&patient=Patient/p1, confine by patient, drop-total',
    ],
    ['GET /Observation/$lastn?patient=p2', 'OUTSIDE_COMPARTMENT'],
    [
      'GET /Observation/$lastn?subject=Patient/p1&category=x',
      'GET Observation/$lastn?category=x&patient=Patient/p1, confine by patient, drop-total',
    ],
    ['GET /Observation/$lastn', 'GET Observation/$lastn?patient=Patient/p1, confine by patient, drop-total'],
    ['GET /Observation/$lastn?subject=Patient/p2', 'OUTSIDE_COMPARTMENT'],
    ['GET /ValueSet/$expand?url=http://x', 'GET ValueSet/$expand?url=http://x'],
    ['GET /ValueSet/1/$expand', 'GET ValueSet/1/$expand'],
    ['GET /CodeSystem/$lookup?code=x&system=s', 'GET CodeSystem/$lookup?code=x&system=s'],
    ['GET /Composition/1/$document', 'OPERATION_CLOSED'],
    ['GET /Measure/1/$evaluate-measure', 'OPERATION_CLOSED'],
  ])('%s', (request, expected) => {
    expect(outcome(record, request)).toBe(expected)
  })
})
