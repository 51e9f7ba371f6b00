import { describe, expect, test } from 'vitest'
import { isConfined } from '../../../src/authorize/confine/confinement.ts'
import { confineOperation } from '../../../src/authorize/confine/operation.ts'
import type { OpenOperation } from '../../../src/authorize/operations.ts'
import type { OperationInteraction } from '../../../src/fhir/interaction.ts'
import { get, languageOf } from '../../fixtures/language.ts'
import { authorityOf } from '../../fixtures/principal.ts'

const { definitions } = languageOf()

describe('an operation that the site opens itself', () => {
  const expand: OpenOperation = {
    name: 'expand',
    levels: ['type'],
    types: ['ValueSet'],
    permission: 'r',
    reveals: ['ValueSet'],
  }
  const confine = (operations: readonly OpenOperation[]) =>
    confineOperation(get('/ValueSet/$expand?url=http://x') as OperationInteraction, 'p1', {
      ...authorityOf(definitions),
      operations,
    })

  test.each<[string, readonly OpenOperation[], boolean]>([
    ['no other', [], true],
    ['another', [{ ...expand, name: 'lookup' }], true],
    ['this one: it may mean something else', [expand], false],
  ])('%s', (_, operations, expected) => {
    expect(isConfined(confine(operations))).toBe(expected)
  })
})
