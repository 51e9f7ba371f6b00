import { describe, expect, it } from 'vitest'
import { type Bundle, names } from './bundles.ts'
import { directly, useGateway } from './gateway.ts'

const gateway = useGateway()
const visit = 'Encounter?_id=ada-visit'
const glucose = 'Observation?_id=ada-glucose'
const all = 'user/*.rs'

/** Request, scopes, and what rides along; the match itself is always there. */
const rows: [string, string, string, string[]][] = [
  ['one include', `${glucose}&_include=Observation:subject`, all, ['Patient/ada']],
  [
    'one include, its types named',
    `${glucose}&_include=Observation:subject`,
    'user/Observation.rs user/Patient.r',
    ['Patient/ada'],
  ],
  [
    'an include typed',
    `${glucose}&_include=Observation:subject:Patient`,
    'user/Observation.s user/Patient.r',
    ['Patient/ada'],
  ],
  [
    'two includes, one open',
    `${glucose}&_include=Observation:subject&_include=Observation:performer`,
    'user/Observation.rs user/Practitioner.r',
    ['Practitioner/dr-fir'],
  ],
  ['an include that is not open', `${glucose}&_include=Observation:subject`, 'user/Observation.rs', []],
  [
    'an include that needs reading, with search alone',
    `${glucose}&_include=Observation:subject`,
    'user/Observation.rs user/Patient.s',
    [],
  ],
  ['everything', `${glucose}&_include=*`, all, ['Encounter/ada-visit', 'Patient/ada', 'Practitioner/dr-fir']],
  ['everything, narrowed to one type', `${glucose}&_include=*`, 'user/Observation.rs user/Patient.rs', ['Patient/ada']],
  [
    'everything of a type, narrowed',
    `${glucose}&_include=Observation:*`,
    'user/Observation.rs user/Encounter.r',
    ['Encounter/ada-visit'],
  ],
  ['everything, narrowed to nothing', `${glucose}&_include=*`, 'user/Observation.rs', []],
  [
    'by iteration',
    `${visit}&_include=Encounter:service-provider&_include:iterate=Organization:partof`,
    all,
    ['Organization/north', 'Organization/north-ward'],
  ],
  [
    'by iteration, with a scope of each type',
    `${visit}&_include=Encounter:service-provider&_include:iterate=Organization:partof`,
    'user/Encounter.s user/Organization.r',
    ['Organization/north', 'Organization/north-ward'],
  ],
  [
    'by iteration over what is not open',
    `${visit}&_include=Encounter:service-provider&_include:iterate=Organization:partof`,
    'user/Encounter.rs',
    [],
  ],
  [
    'by iteration to what is not open',
    `${visit}&_include=Encounter:subject&_include:iterate=Patient:general-practitioner`,
    'user/Encounter.rs user/Patient.rs',
    ['Patient/ada'],
  ],
  [
    'in reverse',
    `${glucose}&_revinclude=Provenance:target`,
    'user/Observation.rs user/Provenance.rs',
    ['Provenance/ada-provenance'],
  ],
  ['in reverse, not open', `${glucose}&_revinclude=Provenance:target`, 'user/Observation.rs', []],
  [
    'in reverse, with reading alone',
    `${glucose}&_revinclude=Provenance:target`,
    'user/Observation.rs user/Provenance.r',
    [],
  ],
  [
    'in reverse and on from there',
    `Patient?_id=ada&_revinclude=Observation:subject&_revinclude:iterate=Provenance:target`,
    'user/Patient.rs user/Observation.rs user/Provenance.rs',
    ['Observation/ada-glucose', 'Observation/ada-pulse', 'Provenance/ada-provenance'],
  ],
  [
    'in reverse and on to what is not open',
    `Patient?_id=ada&_revinclude=Observation:subject&_revinclude:iterate=Provenance:target`,
    'user/Patient.rs user/Observation.rs',
    ['Observation/ada-glucose', 'Observation/ada-pulse'],
  ],
  [
    'held in another context',
    `${glucose}&_include=Observation:subject`,
    'user/Observation.rs system/Patient.r',
    ['Patient/ada'],
  ],
]

describe('what rides along with a search', () => {
  it.each(rows)('%s', async (_, query, scope, included) => {
    const heard = await gateway.as(scope)('GET', query)
    expect(heard.status).toBe(200)
    const bundle = heard.json<Bundle>()
    expect(names(bundle, 'match')).toHaveLength(1)
    expect(names(bundle, 'include').sort()).toEqual(included)
  })

  it('is, for those who may see everything, what the server gives', async () => {
    for (const [, query] of rows) {
      const [heard, behind] = [await gateway.as('system/*.rs')('GET', query), await directly('GET', query)]
      expect(names(heard.json<Bundle>()).sort()).toEqual(names(behind.json<Bundle>()).sort())
    }
  })

  it.each(['_revinclude=*', '_revinclude:iterate=*'])('%s is closed', async (parameter) => {
    expect((await gateway.as('system/*.rs')('GET', `${glucose}&${parameter}`)).status).toBe(403)
  })
})
