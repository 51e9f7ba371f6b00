import { expect, test } from 'vitest'
import { languageOf, read } from '../../fixtures/language.ts'

const language = languageOf('R5')

test('_in of R5 is left away from a search, and refused in a condition, which would find more without it', () => {
  expect(read({ method: 'DELETE', target: '/Observation?_in=Group/1&status=final' }, language)).toMatchObject({
    refused: 'PARAMETER_UNKNOWN',
  })
  expect(read({ method: 'DELETE', target: '/Observation?status=final' }, language)).toMatchObject({ kind: 'delete' })
})
