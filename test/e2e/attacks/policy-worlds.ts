import { expect } from 'vitest'
import { type Asking, type DemoRoad, startDemoRoad } from '../demo-road.ts'
import { policyOf } from '../policy/policy-file.ts'

/** Stands in everything that the attacker must not learn, in both worlds, with other letters behind it. */
const CANARY = /qzx/i

const policy = policyOf(`
- { id: most, effect: permit, match: { interactions: ["*"] } }
- id: masked
  effect: permit
  match: { resources: [Patient, Observation] }
  obligations:
    - redact: { elements: [Patient.name.family, Patient.birthDate, Patient.telecom, Observation.note], style: remove }
- id: no-secrets
  effect: deny
  match: { resources: [Observation, Patient, Encounter, DocumentReference] }
  when: { all: [{ exists: resource.meta.tag.code }, { eq: [resource.meta.tag.code, secret] }] }
  denialStyle: not-found
- id: no-coverage
  effect: deny
  match: { resources: [Coverage] }
  denialStyle: hidden
- { id: confirmed, effect: permit, match: { resources: [Condition] }, obligations: { narrow: { verification-status: confirmed } } }
- { id: few, effect: permit, match: { resources: [AllergyIntolerance] }, obligations: { maxResults: 2 } }
`)

type Stored = { readonly resourceType: string; readonly id: string; readonly [element: string]: unknown }
const secret = { tag: [{ code: 'secret' }] }
const subject = { reference: 'Patient/p90' }
const open = (letters: string): readonly Stored[] => [
  {
    resourceType: 'Patient',
    id: 'p90',
    text: { status: 'generated', div: `<div>Qzx${letters}</div>` },
    name: [{ family: `Qzx${letters}`, given: ['Ann'] }],
    birthDate: letters === 'left' ? '1931-07-09' : '1942-01-02',
    telecom: [{ system: 'phone', value: `qzx-${letters}` }],
    gender: 'female',
  },
  {
    resourceType: 'Observation',
    id: 'o90',
    status: 'final',
    code: { coding: [{ code: 'pulse' }] },
    subject,
    note: [{ text: `Qzx${letters}` }],
    encounter: { reference: 'Encounter/e90' },
    hasMember: [{ reference: 'Observation/h90' }],
  },
  { resourceType: 'Condition', id: 'c90', subject, verificationStatus: { coding: [{ code: 'confirmed' }] } },
  {
    resourceType: 'Basic',
    id: 'b90',
    code: { text: 'x' },
    subject,
    contained: [{ resourceType: 'Patient', id: 'in', name: [{ family: `Qzx${letters}` }] }],
  },
  {
    resourceType: 'Bundle',
    id: 'u90',
    type: 'collection',
    entry: [
      {
        resource: {
          resourceType: 'Bundle',
          type: 'collection',
          entry: [
            { resource: { resourceType: 'Patient', birthDate: '1931-07-09', name: [{ family: `Qzx${letters}` }] } },
          ],
        },
      },
    ],
  },
]
const hidden = (letters: string): readonly Stored[] => [
  {
    resourceType: 'Observation',
    id: 'h90',
    meta: secret,
    status: 'final',
    code: { coding: [{ code: 'hiv' }], text: `Qzx${letters}` },
    subject,
    valueQuantity: { value: 98765.25 },
    performer: [{ reference: 'Practitioner/dr01' }],
    encounter: { reference: 'Encounter/e90' },
  },
  { resourceType: 'Encounter', id: 'e90', meta: secret, status: 'finished', class: { code: 'PSY' }, subject },
  { resourceType: 'Patient', id: 'vip', meta: secret, name: [{ family: `Qzx${letters}` }], gender: 'male' },
  {
    resourceType: 'DocumentReference',
    id: 'd90',
    meta: secret,
    status: 'current',
    subject,
    content: [{ attachment: { title: `Qzx${letters}` } }],
  },
  { resourceType: 'Coverage', id: 'v90', status: 'active', beneficiary: subject, subscriberId: `Qzx${letters}` },
  {
    resourceType: 'Condition',
    id: 'c91',
    subject,
    code: { text: `Qzx${letters}` },
    verificationStatus: { coding: [{ code: 'refuted' }] },
  },
]

export interface PolicyAttack extends Asking {
  /** `METHOD /target`, relative to the FHIR base. */
  readonly send: string
}

/** Two worlds that differ in what the policy hides, redacts or narrows away, and in nothing else. */
export async function startPolicyWorlds() {
  const worlds = await Promise.all(
    ['left', 'right'].map(async (letters) => {
      const road = await startDemoRoad({}, policy)
      const all = letters === 'left' ? [...hidden(letters), ...open(letters)] : open(letters)
      for (const each of all) road.fhir.store.write(each.resourceType, each.id, 'PUT', each)
      return {
        road,
        token: await road.tokenFor('user/*.cruds'),
        other: await road.tokenFor('user/*.rs', { sub: 'other' }),
      }
    }),
  )
  return {
    worlds,
    /** Sends it to both; the answers have to be the same, and tell nothing. */
    async attack({ send, ...asking }: PolicyAttack) {
      const [method = '', target = ''] = send.split(' ', 2)
      const told = []
      for (const { road, token } of worlds) {
        road.fhir.requests.length = 0
        const answer = await road.ask(method, target, token, asking)
        const headers = [...answer.headers].map((each) => each.join(': ')).join('\n')
        const asked = decodeURIComponent(`${target}${JSON.stringify(asking)}`.replaceAll('%', '%25'))
        // Cursors are random letters, and the self link says what was asked.
        const text = answer.text.replace(/_page=[\w.~-]+/g, '').replace(/"self","url":"[^"]*"/g, '')
        if (!CANARY.test(asked)) expect(`${headers}\n${text}`, send).not.toMatch(CANARY)
        expect(text, send).not.toMatch(/1931-07-09|1942-01-02|"hiv"|"PSY"|98765/)
        told.push({
          ...answer,
          seen: seenOf(answer, road),
          received: road.fhir.requests.map(({ method, url }) => `${method} ${url}`),
        })
      }
      const [left, right] = told as [(typeof told)[number], (typeof told)[number]]
      expect(left.seen, send).toEqual(right.seen)
      return left
    },
    stop: () => Promise.all(worlds.map(({ road }) => road.stop())),
  }
}

export type PolicyWorlds = Awaited<ReturnType<typeof startPolicyWorlds>>

const varying = new Set([
  'date',
  'x-request-id',
  'connection',
  'keep-alive',
  'last-modified',
  'content-length',
  'x-intermediary',
])

function seenOf({ status, headers, text }: Awaited<ReturnType<DemoRoad['ask']>>, { gateway }: DemoRoad) {
  const kept = [...headers].filter(([name]) => !varying.has(name) && !name.startsWith('ratelimit'))
  const plain = (value: string) =>
    value
      .replaceAll(gateway.base, '')
      .replaceAll(gateway.base.slice(0, -'/fhir'.length), '')
      .replace(/"(lastUpdated|lastModified)":"[^"]*"/g, '')
      .replace(/\.redacted-[0-9a-f]{16}/g, '.redacted')
      .replace(/_page=([\w.~-]+)/g, (_, token: string) => `_page=(${token.length})`)
  return { status, headers: kept.map(([name, value]) => [name, plain(value)]), text: plain(text) }
}
