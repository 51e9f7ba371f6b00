import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Resource } from '../../../demo/fhir-server/resource.ts'
import { type Attack, alike, attack, type Got } from './attack.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
  for (const each of theirs) world.fhir.store.write(each.resourceType, each.id as string, 'PUT', each)
})
afterAll(() => world.stop())

const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category'
const coded = (code: string) => ({ coding: [{ system: 'urn:stray', code }] })
const observed = (id: string, elements: object): Resource => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: coded('told'),
  subject: { reference: 'Patient/p02' },
  performer: [{ reference: 'Patient/p01' }, { reference: 'Practitioner/x-hers' }],
  ...elements,
})

/** p02's, in which p01 had a part, and p01's of another category; the code `told` stands in them alone. */
const theirs: readonly Resource[] = [
  { resourceType: 'Practitioner', id: 'x-hers', name: [{ family: 'Unseen' }] },
  ...[1, 2, 3].map((at) => observed(`x-told-${at}`, {})),
  ...[1, 2, 3].map((at) =>
    observed(`x-social-${at}`, {
      subject: { reference: 'Patient/p01' },
      performer: [{ reference: 'Practitioner/dr01' }],
      code: coded('own'),
      category: [{ coding: [{ system: CATEGORY, code: 'social-history' }] }],
    }),
  ),
  ...[1, 2].map(
    (at): Resource => ({
      resourceType: 'Provenance',
      id: `x-told-${at}`,
      target: [{ reference: 'Patient/p01' }, { reference: 'Patient/p02' }],
      recorded: '2023-01-01T00:00:00Z',
      agent: [{ who: { reference: 'Practitioner/x-hers' } }],
    }),
  ),
]

const LAB = `Observation.rs?category=${CATEGORY}|laboratory`
const user = { scopes: `user/${LAB} user/Patient.rs`, patient: null }
const granular = { scopes: `patient/${LAB} patient/Patient.rs` }

describe('where a page ends tells nothing of the rows that are hidden', () => {
  const pairs: readonly (readonly [there: string, absent: string, more: Partial<Attack>])[] = [
    ['/?_type=Observation&code=own&_count=1', '/?_type=Observation&code=not&_count=1', user],
    [
      '/?_type=Observation,Patient&_id=x-told-1,x-told-2&_count=1',
      '/?_type=Observation,Patient&_id=x-told-8,x-told-9&_count=1',
      user,
    ],
    [
      '/Patient/p01/*?_type=Observation&code=own&_count=1',
      '/Patient/p01/*?_type=Observation&code=not&_count=1',
      granular,
    ],
    ['/Patient/p01/*?_type=Observation&code=told&_count=1', '/Patient/p01/*?_type=Observation&code=none&_count=1', {}],
    ['/Provenance?agent=Practitioner/x-hers&_count=1', '/Provenance?agent=Practitioner/x-none&_count=1', {}],
  ]
  test.each(pairs)('%s', async (there, absent, more) => {
    const words = (target: string) => [...new URLSearchParams(target.split('?')[1]).values()]
    await alike(
      world,
      { send: `GET ${there}`, ...more },
      { send: `GET ${absent}`, ...more },
      ...[...words(there), ...words(absent)].filter((word, _, all) => all.indexOf(word) === all.lastIndexOf(word)),
    )
  })
})

describe('what rides along with hidden rows is hidden', () => {
  const none = 'Patient?_id=nobody'
  const mixed = { scopes: 'user/Practitioner.rs user/Patient.rs patient/Observation.rs' }
  const rides: readonly [target: string, received: string, more?: Partial<Attack>][] = [
    [
      'Patient/p01/*?_type=Observation&code=told&_include=Observation:performer:Practitioner',
      'Patient/p01/*?code=told&_type=Observation&_include=Observation:performer:Practitioner&_count=50',
    ],
    [
      'Patient/p01/*?_id=nothing&_include=Observation:subject',
      'Patient/p01/*?_id=nothing&_include=Observation:subject:Device&_include=Observation:subject:Location&_count=50',
    ],
    ['Provenance?_include=Provenance:agent', 'Provenance?patient=Patient/p01&_include=Provenance:agent&_count=50'],
    [
      'Patient?_revinclude=Observation:performer&_include=Observation:performer',
      'Patient?_id=p01&_revinclude=Observation:performer',
    ],
    [
      'Patient?_revinclude=Provenance:target&_include=Provenance:agent',
      'Patient?_id=p01&_revinclude=Provenance:target',
    ],
    [
      `${none}&_revinclude=Observation:subject&_include:iterate=Observation:performer`,
      `${none}&_revinclude=Observation:subject`,
      user,
    ],
    [
      `${none}&_revinclude=Observation:subject&_include=Observation:performer`,
      `${none}&_revinclude=Observation:subject`,
      user,
    ],
    [
      'Practitioner?_id=x-hers&_revinclude=Observation:performer&_include:iterate=Observation:subject',
      'Practitioner?_id=x-hers&_revinclude=Observation:performer',
      mixed,
    ],
  ]
  test.each(rides)('GET /%s', async (target, received, more = {}) => {
    const got = await attack(world, { send: `GET /${target}`, ...more })
    expect([got.status, got.received]).toEqual([200, [`GET ${received}`]])
    const named = got.text.includes('"id":"x-hers"')
    expect(named).toBe(target.includes('_id=x-hers'))
  })
})

describe('the history of everything', () => {
  const one = { scopes: 'user/Practitioner.rs', patient: null }
  const ids = (text: string) => [...text.matchAll(/"resourceType":"(\w+)","id":"([^"]+)"/g)].map((each) => each[0])
  const linkTo = (relation: string, text: string) =>
    (JSON.parse(text) as { link: { relation: string; url: string }[] }).link.find((link) => link.relation === relation)
      ?.url

  test('goes by pages of what may be seen', async () => {
    const whole = await attack(world, { send: 'GET /_history?_count=500', ...one })
    expect(ids(whole.text).length).toBeGreaterThan(2)
    expect(ids(whole.text).every((each) => each.includes('"Practitioner"'))).toBe(true)
    expect(linkTo('next', whole.text)).toBeUndefined()
    const found: string[] = []
    let target: string | undefined = '/_history?_count=2'
    while (target !== undefined) {
      const page: Got = await attack(world, { send: `GET ${target}`, ...one })
      const next = linkTo('next', page.text)
      expect(ids(page.text).length).toBe(next === undefined ? ids(whole.text).length - found.length : 2)
      found.push(...ids(page.text))
      target = next?.slice(world.base.length)
    }
    expect(found).toEqual(ids(whole.text))
  })
})
