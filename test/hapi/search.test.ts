import { describe, expect, it } from 'vitest'
import { type Bundle, content, link, names } from './bundles.ts'
import { directly, useGateway } from './gateway.ts'

const gateway = useGateway()
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const wide = ['user/*.rs', 'system/*.cruds', 'user/*.s']

describe('searches that scopes cover are answered like the server answers them', () => {
  it.each([
    ['a plain search', 'Patient?family=Cedar', 'user/Patient.s', ['Patient/chiara']],
    ['several criteria', 'Patient?gender=female&birthdate=lt1980', 'system/Patient.rs', ['Patient/ada']],
    ['values in a list', 'Patient?family=Elm,Fig&_sort=family', 'user/Patient.s', ['Patient/esi', 'Patient/farid']],
    ['a modifier', 'Patient?family:exact=Elm', 'user/Patient.s', ['Patient/esi']],
    ['what is not', 'Patient?gender:not=male&family=Elm', 'user/Patient.s', ['Patient/esi']],
    ['a number', 'Observation?value-quantity=gt100', 'user/Observation.s', ['Observation/farid-pulse']],
    [
      'a token with its system',
      'Observation?code=http://loinc.org|8867-4&patient=ada',
      'user/Observation.s',
      ['Observation/ada-pulse'],
    ],
    ['a reference', 'Encounter?subject=Patient/ada&class=IMP', 'user/Encounter.s', ['Encounter/ada-stay']],
    [
      'a typed chain',
      'Observation?subject:Patient.family=Birch&code=8867-4',
      'user/Observation.s user/Patient.s',
      ['Observation/bruno-pulse'],
    ],
    ['an untyped chain', 'Observation?subject.family=Birch&code=8867-4', 'user/*.s', ['Observation/bruno-pulse']],
    [
      'an untyped chain narrowed to the one type that is open',
      'Observation?subject.birthdate=1972-04-05&code=8867-4',
      'user/Observation.s user/Patient.s',
      ['Observation/bruno-pulse'],
    ],
    [
      'a chain of two',
      'Condition?subject:Patient.organization.name=Hospital south&code=195967001',
      'user/Condition.s user/Patient.s user/Organization.s',
      ['Condition/farid-problem'],
    ],
    [
      'a typed chain of two',
      'Condition?subject:Patient.general-practitioner:Practitioner.identifier=yew&code=195967001',
      'user/Condition.s user/Patient.s user/Practitioner.s',
      ['Condition/farid-problem'],
    ],
    [
      'a reverse chain',
      'Patient?_has:Condition:subject:code=35489007',
      'user/Patient.s user/Condition.s',
      ['Patient/esi'],
    ],
    [
      'a nested reverse chain',
      'Practitioner?_has:Patient:general-practitioner:_has:Condition:subject:code=35489007',
      'user/Practitioner.s user/Patient.s user/Condition.s',
      ['Practitioner/dr-yew'],
    ],
    [
      'a reverse chain in a chain',
      'Encounter?subject:Patient._has:Condition:subject:code=35489007&class=AMB',
      'user/Encounter.s user/Patient.s user/Condition.s',
      ['Encounter/esi-visit'],
    ],
    ['several types', '?_type=Patient,Organization&_id=ada', 'user/Patient.s user/Organization.s', undefined],
    ['nothing', 'Patient?family=Nobody', 'user/Patient.s', []],
    ['a chain to nothing', 'Observation?subject:Patient.family=Nobody', 'user/Observation.s user/Patient.s', []],
  ])('%s', async (_, query, scope, expected) => {
    const behind = await directly('GET', query)
    for (const each of [scope, 'system/*.cruds']) {
      const heard = await gateway.as(each)('GET', query)
      expect(heard.status).toBe(behind.status)
      if (expected === undefined) continue
      const bundle = heard.json<Bundle>()
      expect(names(bundle)).toEqual(expected)
      expect(content(bundle)).toEqual(content(behind.json<Bundle>()))
      expect(bundle.total).toBe(behind.json<Bundle>().total)
      expect(link(bundle, 'self')).toContain(`${gateway.base()}/`)
    }
  })
})

describe('searches that tell of more than the scopes are refused', () => {
  it.each([
    ['another type', 'Patient?family=Cedar', 'user/Observation.rs', 'Patient.s'],
    ['without search', 'Patient?family=Cedar', 'user/Patient.r', 'Patient.s'],
    ['a typed chain', 'Observation?subject:Patient.family=Birch', 'user/Observation.rs', 'Patient.s'],
    ['an untyped chain', 'Observation?subject.family=Birch', 'user/Observation.rs', 'Patient.s'],
    [
      'the second step of a chain',
      'Condition?subject:Patient.organization.name=x',
      'user/Condition.rs user/Patient.rs',
      'Organization.s',
    ],
    ['a reverse chain', 'Patient?_has:Condition:subject:code=1', 'user/Patient.rs', 'Condition.s'],
    [
      'the end of a nested reverse chain',
      'Practitioner?_has:Patient:general-practitioner:_has:Condition:subject:code=1',
      'user/Practitioner.rs user/Patient.rs',
      'Condition.s',
    ],
    [
      'the middle of a nested reverse chain',
      'Practitioner?_has:Patient:general-practitioner:_has:Condition:subject:code=1',
      'user/Practitioner.rs user/Condition.rs',
      'Patient.s',
    ],
    [
      'rights from two contexts',
      'Observation?subject:Patient.family=Birch',
      'user/Observation.rs system/Patient.rs',
      '.s',
    ],
    ['a chained sort', 'Observation?_sort=subject:Patient.family', 'user/Observation.rs', ''],
  ])('%s', async (_, query, scope, missing) => {
    const heard = await gateway.as(scope)('GET', query)
    expect([400, 403]).toContain(heard.status)
    if (missing !== '') expect(heard.headers.get('www-authenticate')).toContain(missing)
    expect(heard.text).not.toContain('total')
  })

  it.each([
    ['_filter', 'Patient?_filter=family eq Elm'],
    ['_query', 'Patient?_query=all'],
    ['_contained', 'Patient?_contained=both'],
    ['a parameter that the type does not have', 'Patient?secret=1'],
    ['a parameter of another type', 'Patient?code=1'],
    ['an unknown modifier', 'Patient?family:sounds=Elm'],
    ['a chain through no reference', 'Patient?family.name=Elm'],
    ["a server's own switch", 'Patient?_total=accurate&_expunge=true'],
    ['a cursor of the server', '?_getpages=00000000-0000-0000-0000-000000000000&_getpagesoffset=0&_count=2'],
  ])('%s, to everyone', async (_, query) => {
    for (const scope of wide) expect([400, 403]).toContain((await gateway.as(scope)('GET', query)).status)
  })
})

describe('POST _search', () => {
  const scope = 'user/Observation.rs user/Patient.rs'
  const expected = ['Observation/bruno-glucose', 'Observation/bruno-pulse']

  it('is the same search', async () => {
    const body = 'subject:Patient.family=Birch&_sort=code'
    const heard = await gateway.as(scope)('POST', 'Observation/_search', { headers: form, body })
    expect(heard.status).toBe(200)
    expect(names(heard.json<Bundle>()).sort()).toEqual(expected)
    expect(link(heard.json<Bundle>(), 'self')).not.toContain('_search')
  })

  it('takes parameters in both places', async () => {
    const body = 'subject:Patient.family=Birch'
    const heard = await gateway.as(scope)('POST', 'Observation/_search?code=8867-4', { headers: form, body })
    expect(names(heard.json<Bundle>())).toEqual(['Observation/bruno-pulse'])
  })

  it.each([
    ['in the body', 'Observation/_search', 'subject:Patient.family=Birch'],
    ['in the query', 'Observation/_search?subject:Patient.family=Birch', 'code=8867-4'],
  ])('is refused for a chain %s without its scope', async (_, path, body) => {
    const heard = await gateway.as('user/Observation.rs')('POST', path, { headers: form, body })
    expect(heard.status).toBe(403)
  })
})

describe('shapes', () => {
  it.each(['_summary=true', '_summary=data', '_summary=text', '_elements=family,gender', '_summary=count', '_count=0'])(
    '%s',
    async (shape) => {
      const query = `Patient?family=Cedar&${shape}`
      const [heard, behind] = [await gateway.as('user/Patient.rs')('GET', query), await directly('GET', query)]
      expect(heard.status).toBe(200)
      expect(content(heard.json<Bundle>())).toEqual(content(behind.json<Bundle>()))
      expect(heard.json<Bundle>().total).toBe(behind.json<Bundle>().total)
    },
  )
})
