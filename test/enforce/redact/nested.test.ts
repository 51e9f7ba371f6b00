import { expect, test } from 'vitest'
import { mayNest } from '../../../src/enforce/redact/nested.ts'

const inside = (name: string, text = 'x') =>
  Buffer.from(`{"resourceType":"Basic","text":"${text}","contained":[{"${name}":"Patient"}]}`)

const letters = [...'resourceType'].map((letter, at) => [letter, at] as const)
test.each(letters)('a resource is expected where the %s of its resourceType is an escape (%i)', (letter, at) => {
  const code = letter.charCodeAt(0).toString(16)
  for (const written of new Set([code, code.toUpperCase()])) {
    expect(mayNest(inside(`${'resourceType'.slice(0, at)}\\u00${written}${'resourceType'.slice(at + 1)}`))).toBe(true)
  }
})

test('a resource is expected where its resourceType is written as such', () => {
  expect(mayNest(inside('resourceType'))).toBe(true)
})

test.each(['\\u003cdiv\\u003e', 'K\\u00f6rper \\u2013 70', '\\n\\t\\"'])(
  'none is expected for a text of %s',
  (text) => {
    expect(mayNest(inside('reference', text))).toBe(false)
  },
)
