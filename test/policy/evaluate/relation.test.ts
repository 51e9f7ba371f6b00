import { describe, expect, test } from 'vitest'
import type { Facts } from '../../../src/policy/evaluate/facts.ts'
import { EITHER, FALSE, type Outcome, TRUE } from '../../../src/policy/evaluate/outcome.ts'
import { relationHolds, relationsOf } from '../../../src/policy/evaluate/relation.ts'
import type { Question } from '../../../src/policy/question.ts'
import { circumstances, knowledge, principal, question } from '../documents.ts'

interface Given {
  readonly own?: string | undefined
  readonly launch?: string | undefined
  readonly asked?: Partial<Question> | undefined
  readonly content?: unknown
}

/** A caller who is patient 1, with patient 2 launched, but for what is given. */
function facts(given: Given): Facts {
  const { own, launch, asked, content } = { own: '1', launch: '2', asked: {}, ...given }
  return {
    caller: {
      principal: principal({ patient: launch }),
      client: undefined,
      roles: new Set(),
      purposes: [],
      ownPatient: own,
      userType: undefined,
    },
    asked: asked && { question: question(asked), circumstances },
    resource: content === undefined ? undefined : { content },
  }
}

const observationOf = (id: string) => ({ resourceType: 'Observation', subject: { reference: `Patient/${id}` } })

describe('before the resource is there', () => {
  test.each<[string, Given, Outcome, Outcome]>([
    ['the caller’s own Patient', { asked: { resourceType: 'Patient', id: '1' } }, TRUE, FALSE],
    ['the launch Patient', { asked: { resourceType: 'Patient', id: '2' } }, FALSE, TRUE],
    ['another Patient', { asked: { resourceType: 'Patient', id: '3' } }, FALSE, FALSE],
    ['a search for patients', { asked: { resourceType: 'Patient', id: undefined } }, EITHER, EITHER],
    ['resources that are somebody’s', { asked: { resourceType: 'Observation', id: '1' } }, EITHER, EITHER],
    ['resources that are nobody’s', { asked: { resourceType: 'Organization', id: '1' } }, FALSE, FALSE],
    ['no resource type at all', { asked: { resourceType: undefined } }, EITHER, EITHER],
    ['a type that there is not', { asked: { resourceType: 'Nothing' } }, FALSE, FALSE],
    ['nothing asked yet', { asked: undefined }, FALSE, FALSE],
    ['a caller who is nobody', { own: undefined, launch: undefined }, FALSE, FALSE],
  ])('%s', (_, given, self, context) => {
    expect(relationHolds('self', facts(given), knowledge)).toBe(self)
    expect(relationHolds('context', facts(given), knowledge)).toBe(context)
  })
})

describe('once the resource is there', () => {
  test.each<[unknown, Outcome, Outcome]>([
    [observationOf('1'), TRUE, FALSE],
    [observationOf('2'), FALSE, TRUE],
    [observationOf('3'), FALSE, FALSE],
    [{ resourceType: 'Observation' }, FALSE, FALSE],
    [{ resourceType: 'Nothing' }, FALSE, FALSE],
    [{ subject: { reference: 'Patient/1' } }, FALSE, FALSE],
    [7, FALSE, FALSE],
  ])('%j', (content, self, context) => {
    expect(relationHolds('self', facts({ content }), knowledge)).toBe(self)
    expect(relationHolds('context', facts({ content }), knowledge)).toBe(context)
  })
})

test.each<[string, Given, readonly string[] | undefined]>([
  ['self', { content: observationOf('1') }, ['self']],
  ['context', { content: observationOf('2') }, ['context']],
  ['both', { launch: '1', content: observationOf('1') }, ['self', 'context']],
  ['none', { content: observationOf('3') }, ['none']],
  ['not told yet', {}, undefined],
  ['not told yet, for the caller’s own patient', { launch: undefined }, undefined],
  ['not told yet, for the launch patient', { own: undefined }, undefined],
])('the relations that hold: %s', (_, given, expected) => {
  expect(relationsOf(facts(given), knowledge)).toEqual(expected)
})
