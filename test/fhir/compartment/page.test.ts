import { expect, test } from 'vitest'
import { closedMembers, unownedGroups } from '../../../src/fhir/compartment/unowned.ts'
import type { FhirVersion } from '../../../src/fhir/definitions/definitions.ts'
import { known, members, versions } from './versions.ts'

const subjects = ['patient', 'subject', 'beneficiary', 'individual']

/** `subject`, else `performer`: the parameter that decides where it has a value, then those that count without one. */
function membership(version: FhirVersion, type: string): string {
  const here = known(version)
  const kind = here.compartment.rule(type)?.kind
  if (kind === undefined) return ''
  if (kind === 'by-target') return 'by its targets'
  if (kind !== 'compartment') return kind
  if (type === 'Patient') return 'the Patient itself'
  const doors = here.definitions.compartmentParameters('Patient', type)
  const about = doors.filter((name) => subjects.includes(name)).map((name) => `\`${name}\``)
  const others = doors.filter((name) => !subjects.includes(name)).map((name) => `\`${name}\``)
  if (about.length === 0 || others.length === 0) return [...about, ...others].join(', ')
  return `${about.join(', ')}; without one ${others.join(', ')}`
}

function section(title: string, why: string, types: readonly string[]): string {
  return `### ${title}\n\n${why}\n\n${[...types].sort().join(' · ')}\n`
}

function page(): string {
  const all = [...new Set(versions.flatMap((version) => members(known(version))))].sort()
  const rows = all.map((type) => {
    const [r4, r4b, r5] = versions.map((version) => membership(version, type))
    expect(r4b).toBe(r4)
    return `| ${type} | ${r4} | ${r5} |`
  })
  const groups = (kind: string) =>
    unownedGroups.filter((group) => group.kind === kind).map(({ title, why, types }) => section(title, why, types))
  return [
    '# Whose is it: every resource type',
    'What a caller with `patient/` scopes can be shown, by type. The rules are explained in [compartment.md](compartment.md);\nthis page is written from the tables that the gateway itself uses, and a test holds the two together.',
    '## In the patient’s compartment\n\nThe search parameters by which a resource is this patient’s. An empty cell: the version does not have the type.',
    `| type | R4, R4B | R5 |\n| --- | --- | --- |\n${rows.join('\n')}`,
    'Closed although the CompartmentDefinition lists them, until the site opens them (`compartment`):',
    [...closedMembers].map(([type, why]) => `- ${type}: ${why}`).join('\n'),
    '## Shared\n\nNobody’s: readable and searchable where a scope names the type.',
    ...groups('shared'),
    '## Device\n\nR4, R4B: this patient’s by `Device.patient`; shared when it names no patient. R5: closed, because a Device no longer\nnames its patient.',
    '## Closed\n\nWhose it is cannot be told from the resource, so no patient-level caller gets it. Where a version has the type in the\ncompartment, the table above holds for that version.',
    ...groups('closed'),
  ]
    .map((part) => part.trim())
    .join('\n\n')
    .concat('\n')
}

test('docs/compartment-types.md says what the gateway does', async () => {
  await expect(page()).toMatchFileSnapshot('../../../docs/compartment-types.md')
})
