import { describe, expect, test } from 'vitest'
import { authorize } from '../../src/authorize/authorize.ts'
import type { Decision, Obligation } from '../../src/authorize/decision.ts'
import { type BundleInteraction, isBundle } from '../../src/fhir/interaction.ts'
import { isRefusal } from '../../src/fhir/refusal.ts'
import { type WritableInteraction, type WrittenRequest, writeRequest } from '../../src/fhir/write/request.ts'
import { upstreamRequest } from '../../src/road/forward/upstream-request.ts'
import { type Case, loadCases, requestOf } from '../fixtures/cases.ts'
import { languageOf, read } from '../fixtures/language.ts'
import { authorityOf, callerWith, circumstances } from '../fixtures/principal.ts'

const cases = loadCases()

test('there are enough cases, each with a name of its own', () => {
  expect(cases.length).toBeGreaterThanOrEqual(250)
  const names = cases.map(({ table, case: name }) => `${table}: ${name}`)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

describe.each([...new Set(cases.map(({ table }) => table))])('%s', (table) => {
  test.each(cases.filter((each) => each.table === table))('$case', (each) => {
    const { denied, refused, requirements, ...rest } = each.expect
    const actual = outcomeOf(each)
    expect({ refused: actual.refused, denied: actual.denied }).toEqual({ refused, denied })
    expect(actual.forwarded).toBe(rest.forwarded)
    if (requirements) expect(actual.requirements).toEqual([...requirements].sort())
    if (rest.sent) expect(actual.sent).toMatchObject(rest.sent)
    for (const name of rest.notSent ?? []) expect(actual.sent).not.toHaveProperty(name)
    if (rest.form !== undefined) expect(actual.body).toBe(rest.form)
    if (rest.guard) expect(actual.guard).toEqual([...rest.guard].sort())
    if (rest.removed) expect(actual.removed).toEqual(rest.removed)
    if (rest.noBody !== undefined) expect(actual.noBody).toBe(rest.noBody)
    if (rest.dropTotal !== undefined) expect(actual.dropTotal).toBe(rest.dropTotal)
    if (rest.entries) expect(actual.entries).toEqual(rest.entries)
  })
})

interface Outcome {
  readonly refused?: string
  readonly denied?: string
  readonly forwarded?: string
  readonly requirements?: readonly string[]
  readonly sent?: Readonly<Record<string, string>>
  readonly body?: string
  readonly guard?: readonly string[]
  readonly removed?: readonly string[]
  readonly noBody?: boolean
  readonly dropTotal?: boolean
  readonly entries?: readonly string[]
}

/** Runs a case against the core alone: read, decide, write. */
function outcomeOf(each: Case): Outcome {
  const language = languageOf(each.given.fhirVersion)
  const interaction = read(requestOf(each), language)
  if (isRefusal(interaction)) return { refused: interaction.refused }
  if (interaction.kind === 'page') return { forwarded: 'a page' }
  const caller = callerWith(each.given.scopes, language.definitions)
  const decision = authorize(interaction, caller, authorityOf(language.definitions), circumstances)
  const requirements = [...new Set(decision.requirements.map(({ requirement }) => spell(requirement)))].sort()
  const entries = isBundle(interaction) ? { entries: entriesOf(interaction, decision) } : {}
  if (decision.effect === 'deny') return { denied: decision.cause, requirements, ...entries }
  if (isBundle(decision.interaction)) return { forwarded: 'POST', requirements, ...entries }
  const written = upstreamRequest(decision) as WrittenRequest
  return {
    forwarded: lineOf(written),
    requirements,
    sent: written.headers,
    body: written.body?.toString() ?? '',
    ...obligationsOf(decision.obligations),
  }
}

function entriesOf({ entries }: BundleInteraction, decision: Decision): readonly string[] {
  return entries.map(({ interaction }, index) => {
    if (isRefusal(interaction)) return `refused ${interaction.refused}`
    const entry = decision.entries?.[index]
    if (entry?.effect !== 'permit') return `denied ${entry?.cause}`
    return lineOf(writeRequest(entry.interaction as WritableInteraction))
  })
}

function lineOf({ method, path, query }: WrittenRequest): string {
  const target = query === '' ? path : `${path}?${query}`
  return target === '' ? method : `${method} ${target}`
}

function spell(requirement: { resourceType: string; permission: string; role: string }): string {
  return `${requirement.resourceType}.${requirement.permission} ${requirement.role}`
}

function obligationsOf(obligations: readonly Obligation[]): Partial<Outcome> {
  const guard = obligations.find((each) => each.kind === 'guard')
  const narrow = obligations.find((each) => each.kind === 'narrow')
  return {
    guard: [...(guard?.types ?? [])].sort(),
    removed: narrow?.removed ?? [],
    noBody: obligations.some(({ kind }) => kind === 'no-body'),
    dropTotal: obligations.some(({ kind }) => kind === 'drop-total'),
  }
}
