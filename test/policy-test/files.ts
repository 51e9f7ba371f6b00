import { basename } from 'node:path'
import type { ReadFile } from '../../src/config/files/read-file.ts'
import { formatProblem } from '../../src/config/problems/problem.ts'
import { type PolicyTestRun, runPolicyTests } from '../../src/policy-test/run.ts'
import { plainConfig } from '../../src/policy-test/site.ts'

export const policy = `apiVersion: gatehouse/v1
kind: Policy
metadata: { name: ward, version: "1" }
defaults: { timezone: Europe/Rome }
sets:
  networks: { hospital: [10.20.0.0/16] }
  schedules: { office: [{ days: mon-fri, from: "07:30", to: "18:30" }] }
roles:
  physician: { from: { has: [token.roles, physician] } }
  nurse: { from: { has: [token.roles, nurse] } }
  clerk: { from: { has: [token.roles, clerk] } }
  patient: { from: { startsWith: [token.fhirUser, Patient/] } }
rules:
  - id: care-read
    effect: permit
    match: { roles: [physician, nurse], interactions: [read, vread, search, history], resources: [Observation], networks: [hospital] }
  - id: own-record
    effect: permit
    match: { roles: [patient], interactions: [read, search], resources: [Observation], relation: self }
  - id: patients
    effect: permit
    match: { roles: [physician, nurse], interactions: [read, search, operation], resources: [Patient] }
    obligations: [{ redact: { elements: [Patient.telecom, Patient.address.line], style: remove } }, { audit: comprehensive }]
  - id: few
    effect: permit
    match: { roles: [clerk], interactions: [search], resources: [Patient], schedule: office }
    obligations: [{ maxResults: 1 }]
  - id: write-final
    effect: permit
    match: { roles: [physician], interactions: [create, update], resources: [Observation] }
    when: { all: [{ eq: [resource.status, final] }, { not: { exists: resource.note } }] }
  - id: no-hiv
    effect: deny
    match: { roles: [nurse], resources: [Observation] }
    when: { eq: [resource.code.coding.code, "7917-8"] }
    denialStyle: not-found
  - { id: no-delete, effect: deny, match: { interactions: [delete] } }
  - { id: envelope, effect: permit, match: { interactions: [batch] } }
  - id: off-site
    effect: permit
    mode: shadow
    match: { roles: [physician], interactions: [read], resources: [Observation], notNetworks: [hospital] }
  - { id: retired, effect: deny, mode: "off", match: { roles: [nurse] } }
`

export const head = `apiVersion: gatehouse/v1
kind: PolicyTest
policy: ward.yaml
now: "2026-03-02T10:15:00+01:00"
fixtures:
  tokens:
    doc: { iss: "https://idp.example", sub: u1, client_id: ward-app, roles: [physician], scope: "user/*.cruds" }
    nurse: { iss: "https://idp.example", sub: u2, client_id: ward-app, roles: [nurse], scope: "user/*.rs" }
    clerk: { iss: "https://idp.example", sub: u3, client_id: ward-app, roles: [clerk], scope: "user/Patient.rs" }
    ann: { iss: "https://idp.example", sub: u4, client_id: app, fhirUser: Patient/a, patient: a, scope: "patient/*.rs" }
    odd: { iss: "https://idp.example", sub: 7, scope: "user/*.rs" }
  resources:
    bp: { resourceType: Observation, id: bp, status: final, code: { coding: [{ code: "85354-9" }] }, subject: { reference: Patient/a } }
    hiv: { resourceType: Observation, id: hiv, status: final, code: { coding: [{ code: "7917-8" }] }, subject: { reference: Patient/a } }
    draft: { resourceType: Observation, id: bp, status: preliminary, code: { coding: [{ code: "85354-9" }] }, subject: { reference: Patient/a } }
    uncoded: { resourceType: Observation, id: uncoded, status: final, subject: { reference: Patient/b } }
    noted: { resourceType: Observation, status: final, note: [{ text: n }], code: { text: x } }
    pat: { resourceType: Patient, id: a, telecom: [{ system: phone, value: "1" }], address: [{ line: [l], city: c }] }
    pat2: { resourceType: Patient, id: b }
  env:
    inside: { address: 10.20.1.5 }
    outside: { address: 198.51.100.7 }
`

/** Runs a file of tests against a policy, both as text. */
export function run(tests: string, rules = policy): Promise<PolicyTestRun> {
  const files: Readonly<Record<string, string>> = { 'ward.yaml': rules, 'ward_test.yaml': tests }
  const read: ReadFile = (path) => {
    const text = files[basename(path)]
    return text === undefined ? { fault: 'does not exist' } : { bytes: Buffer.from(text) }
  }
  return runPolicyTests(plainConfig(), ['ward_test.yaml'], read)
}

/** Runs one test, given as the inside of a YAML flow map. */
export async function runOne(test: string) {
  const done = await run(`${head}tests:\n  - { name: tried, ${test} }\n`)
  if ('problems' in done) throw new Error(done.problems.map(formatProblem).join('\n'))
  const [ran] = done.suites[0]?.tests ?? []
  if (ran === undefined) throw new Error('no test was run')
  return ran
}

/** The problems of a file of tests, as they are printed. */
export async function problemsOf(tests: string, rules = policy): Promise<readonly string[]> {
  const done = await run(tests, rules)
  return 'problems' in done ? done.problems.map(formatProblem) : []
}
