import { configOf } from '../config/files.ts'
import type { Caller } from './callers.ts'
import type { Content } from './world.ts'

/** What the callers below are kept to; each of its rules is stated once more in `hides` and `redacted`. */
const text = `apiVersion: gatehouse/v1
kind: Policy
metadata: { name: tried }
rules:
  - id: most
    effect: permit
    match: { interactions: ["*"] }
    obligations: [{ redact: { elements: [Patient.birthDate, Condition.code], style: remove } }]
  - id: no-hiv
    effect: deny
    match: { resources: [Observation] }
    when: { all: [{ exists: resource.code.coding.code }, { eq: [resource.code.coding.code, hiv] }] }
    denialStyle: not-found
  - id: no-cora
    effect: deny
    match: { resources: [Practitioner, Patient] }
    when: { all: [{ exists: resource.name.family }, { eq: [resource.name.family, Cora] }] }
    denialStyle: hidden
  - id: finished-only
    effect: deny
    match: { resources: [Encounter] }
    when: { all: [{ exists: resource.status }, { ne: [resource.status, finished] }] }
    denialStyle: not-found
  - { id: no-coverage, effect: deny, match: { resources: [Coverage] } }
`

export const policy = configOf('policy: p.yaml', { 'p.yaml': text }).policy.document!

function hides(type: string, content: Content): boolean {
  const { code, name, status } = content as {
    code?: { text?: string }
    name?: readonly { family: string }[] | string
    status?: string
  }
  switch (type) {
    case 'Observation':
      return code?.text === 'hiv'
    case 'Practitioner':
    case 'Patient':
      return Array.isArray(name) && name.some(({ family }) => family === 'Cora')
    case 'Encounter':
      return status !== 'finished'
    default:
      return type === 'Coverage'
  }
}

/** Everyone's resources for a user; the launch patient's own for a patient's app. */
const kept: readonly Caller[] = [
  { scopes: 'user/*.cruds', covers: (type, content) => !hides(type, content), isEverywhere: true },
  { scopes: 'user/*.rs', covers: (type, content) => !hides(type, content), isEverywhere: true },
  { scopes: 'patient/*.cruds', covers: (type, content) => !hides(type, content) },
]

export const policyCallers: readonly Caller[] = kept.map((caller) => ({ ...caller, blur }))

const days = ['2020-01-01', '2021-01-01', '2022-01-01', '2023-01-01']
const codes = ['glucose', 'hiv', 'pulse'].map((code) => ({ coding: [{ system: 'urn:codes', code }], text: code }))

/** The same content with other values where it is redacted. */
function blur(type: string, content: Content, pick: number): Content {
  if (type === 'Patient' && content.birthDate !== undefined)
    return { ...content, birthDate: days[pick % days.length] as string }
  if (type === 'Condition' && content.code !== undefined) return { ...content, code: codes[pick % codes.length]! }
  return content
}
