import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PolicyAttack, type PolicyWorlds, startPolicyWorlds } from './policy-worlds.ts'

let worlds: PolicyWorlds
beforeAll(async () => {
  worlds = await startPolicyWorlds()
})
afterAll(() => worlds.stop())

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const batchOf = (url: string, method = 'GET', resource?: object) => ({
  resourceType: 'Bundle',
  type: 'batch',
  entry: [{ request: { method, url }, ...(resource && { resource }) }],
})

/** Searches that look at what is redacted, or into what is hidden in part. */
const looking = [
  ...['family', 'name', 'phonetic', 'birthdate', 'telecom', 'phone', 'email'].flatMap((code) =>
    ['', ':missing', ':not', ':exact', ':contains'].map((modifier) => `Patient?${code}${modifier}=Qzxleft`),
  ),
  ...['eq', 'ne', 'lt', 'gt', 'ge', 'sa', 'eb', 'ap'].map((prefix) => `Patient?birthdate=${prefix}1931-07-09`),
  ...['family', '-family', 'name', 'birthdate', '-birthdate', 'gender,birthdate', 'phone'].map(
    (by) => `Patient?_sort=${by}`,
  ),
  ...[
    'Observation?subject',
    'Observation?patient',
    'Condition?subject',
    'Encounter?subject',
    'AllergyIntolerance?patient',
  ].flatMap((from) => ['family', 'birthdate', 'name:contains'].map((to) => `${from}:Patient.${to}=Qzxleft`)),
  ...['hiv', 'pulse'].flatMap((code) => [
    `Patient?_has:Observation:subject:code=${code}`,
    `Patient?_has:Observation:patient:code=${code}`,
    `Practitioner?_has:Observation:performer:code=${code}`,
    `Condition?subject:Patient._has:Observation:subject:code=${code}`,
    `Observation?has-member.code=${code}`,
    `Observation?derived-from:Observation.code=${code}`,
    `Provenance?target:Observation.code=${code}`,
    `Encounter?_has:Observation:encounter:code=${code}`,
  ]),
  ...[
    'Observation?encounter.class=PSY',
    'Observation?encounter:Encounter.status=finished',
    'Patient?_has:Encounter:subject:class=PSY',
  ],
  ...[
    'Patient?_has:Coverage:beneficiary:status=active',
    'Patient?_has:Coverage:beneficiary:_id=v90',
    'Claim?insurance.subscriber-id=x',
  ],
  ...[
    'Patient?_has:Condition:subject:verification-status=refuted',
    'Patient?_has:DocumentReference:subject:status=current',
  ],
  ...['Patient?_filter=birthdate%20eq%201931-07-09', 'Patient?_text=Qzx', 'Patient?_content=Qzx', 'Patient?_query=x'],
  ...[
    'Observation?_filter=code%20eq%20hiv',
    'Observation?_content=hiv',
    'Observation?_text=Qzx',
    'Patient?_contained=both',
  ],
  ...['Observation?subject:identifier=x|y', '?_type=Patient&_content=Qzx'],
]

/** By status, in its place in a batch, or as a search that finds nothing. */
function isRefused(status: number, text: string): boolean {
  return (status >= 400 && status < 500) || /"status":"4\d\d/.test(text) || !text.includes('"fullUrl"')
}

describe('a search that would tell is refused, and nothing is asked', () => {
  test.each(looking)('%s', async (target) => {
    const { status, text, received } = await worlds.attack({ send: `GET /${target}` })
    expect([isRefused(status, text), received]).toEqual([true, []])
  })

  test.each(looking.filter((_, at) => at % 5 === 0))('%s by POST, in a batch, as HEAD', async (target) => {
    const [path = '', query = ''] = target.split('?', 2)
    const sent: PolicyAttack[] = [
      { send: `POST /${path === '' ? '' : `${path}/`}_search`, headers: FORM, body: query },
      { send: `HEAD /${target}` },
      { send: 'POST /', body: batchOf(target) },
      { send: `GET /${target}`, headers: { prefer: 'handling=lenient' } },
    ]
    for (const each of sent) {
      const { status, text, received } = await worlds.attack(each)
      expect([isRefused(status, text), received]).toEqual([true, []])
    }
  })
})

/** What is asked for by name or found by what may be looked at: hidden rows are as if they were not there. */
const found = [
  ...[
    'Observation/h90',
    'Encounter/e90',
    'Patient/vip',
    'DocumentReference/d90',
    'Coverage/v90',
    'Condition/c91',
  ].flatMap((name) => [
    name,
    `${name}/_history`,
    `${name}/_history/1`,
    `${name}/_history/2`,
    `${name}?_elements=id`,
    `${name}?_summary=true`,
    `${name}/$meta`,
    `${name}?_pretty=true`,
  ]),
  ...['Patient/p90', 'Observation/o90', 'Basic/b90', 'Bundle/u90'].flatMap((name) => [
    name,
    `${name}/_history`,
    `${name}/_history/1`,
    `${name}?_elements=name,birthDate,note,text,contained,entry`,
    `${name}?_summary=text`,
    `${name}?_summary=data`,
  ]),
  ...['Observation', 'Encounter', 'Patient', 'Condition', 'DocumentReference', 'AllergyIntolerance'].flatMap((type) => [
    `${type}?_count=1`,
    `${type}?_summary=count`,
    `${type}?_total=accurate&_count=2`,
    `${type}?_sort=-_id&_count=1`,
    `${type}/_history?_count=2`,
    `Patient/p90/${type}?_count=1`,
  ]),
  ...[
    'Observation?code=hiv',
    'Observation?code:not=pulse',
    'Observation?value-quantity=98765.25',
    'Observation?_id=h90,o90',
  ],
  ...[
    'Observation?_tag=secret',
    'Observation?_tag:not=secret',
    'Observation?performer=Practitioner/dr01',
    'Observation?encounter=Encounter/e90',
  ],
  ...[
    'Observation?_include=Observation:encounter',
    'Observation?_include=*',
    'Observation?_id=o90&_include=Observation:has-member',
  ],
  ...['Observation?_id=o90&_include:iterate=Observation:encounter', 'Patient?_id=p90&_revinclude=Observation:subject'],
  ...[
    'Patient?_id=p90&_revinclude=Coverage:beneficiary',
    'Patient?_id=p90&_revinclude=*',
    'Practitioner?_revinclude=Observation:performer',
  ],
  ...[
    'Patient?_id=p90&_revinclude=Condition:subject',
    'Condition?_include=Condition:subject',
    'Encounter/e90/Observation',
  ],
  ...[
    'Encounter/e90/Condition',
    'Practitioner/dr01/Observation',
    'Patient/vip/Observation',
    'Patient/p90/*?_count=100',
  ],
  ...[
    'Patient/p90/$everything?_count=500',
    'Patient/vip/$everything',
    'Encounter/e90/$everything',
    'Observation/$lastn?patient=p90',
  ],
  ...[
    'Observation/$lastn?code=hiv',
    'Observation/$stats?code=hiv',
    '?_type=Observation,Patient&_id=h90,vip,p90',
    '_history?_count=500',
  ],
  ...[
    'Observation/h90/',
    '/Observation/h90',
    'Observation/%68%39%30',
    'Observation/h90%00',
    'Observation/H90',
    'Observation?_id=%68%39%30',
  ],
  ...[
    'Condition?verification-status=refuted',
    'Condition?verification-status:not=confirmed',
    'Condition?_id=c91',
    'Condition?_summary=count&subject=Patient/p90',
  ],
]

describe('what is found is the same in both worlds', () => {
  test.each(found)('GET /%s', async (target) => {
    const { status } = await worlds.attack({ send: `GET /${target}` })
    expect(status).toBeLessThan(500)
  })

  test.each(found.filter((_, at) => at % 4 === 0))('HEAD, conditions and batch: %s', async (target) => {
    const sent: PolicyAttack[] = [
      { send: `HEAD /${target}` },
      { send: `GET /${target}`, headers: { 'if-none-match': 'W/"1"' } },
      { send: `GET /${target}`, headers: { 'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' } },
      { send: `GET /${target}`, headers: { accept: 'application/json', prefer: 'handling=strict' } },
      { send: 'POST /', body: batchOf(target) },
      { send: 'POST /', body: { ...batchOf(target), type: 'transaction' } },
    ]
    for (const each of sent) expect((await worlds.attack(each)).status).toBeLessThan(500)
  })
})
