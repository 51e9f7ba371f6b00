import { describe, expect, test } from 'vitest'
import { compileDenialPolicy, defaultDenialPolicy, denialSchema, styleFor } from '../../src/policy/denial-policy.ts'

describe('without a policy', () => {
  test.each([
    ['scope', 'forbidden'],
    ['compartment', 'hidden'],
    ['policy', 'forbidden'],
    ['consent', 'hidden'],
    ['label', 'hidden'],
    ['parameter', 'forbidden'],
    ['operation', 'forbidden'],
  ] as const)('%s is answered %s', (cause, style) => {
    expect(styleFor(defaultDenialPolicy, { cause, resourceType: 'Patient', interaction: 'read' })).toBe(style)
    expect(styleFor(defaultDenialPolicy, { cause, interaction: 'batch' })).toBe(style)
  })
})

describe('rules', () => {
  const policy = () =>
    compileDenialPolicy(
      denialSchema.parse({
        default: { compartment: 'not-found' },
        rules: [
          { match: { resources: ['Condition'], interactions: ['read'] }, cause: 'compartment', style: 'forbidden' },
          { match: { resources: ['Condition', 'Observation'] }, cause: 'compartment', style: 'empty-bundle' },
          { match: { resources: ['Condition'] }, cause: 'compartment', style: 'unauthorized' },
          { match: { interactions: ['search'] }, cause: 'scope', style: 'hidden' },
          { cause: 'label', style: 'forbidden' },
        ],
      }),
    )

  test.each([
    ['both keys fit', 'compartment', 'Condition', 'read', 'forbidden'],
    ['the first that fits wins', 'compartment', 'Condition', 'vread', 'empty-bundle'],
    ['any type of the list', 'compartment', 'Observation', 'read', 'empty-bundle'],
    ['another type', 'compartment', 'Patient', 'read', 'not-found'],
    ['a type that only looks alike', 'compartment', 'condition', 'read', 'not-found'],
    ['no type', 'compartment', undefined, 'transaction', 'not-found'],
    ['another cause', 'consent', 'Condition', 'read', 'hidden'],
    ['any type', 'scope', 'Patient', 'search', 'hidden'],
    ['any type, and there is none', 'scope', undefined, 'search', 'hidden'],
    ['another interaction', 'scope', 'Patient', 'read', 'forbidden'],
    ['a rule without match', 'label', undefined, 'operation', 'forbidden'],
  ] as const)('%s', (_, cause, resourceType, interaction, style) => {
    expect(styleFor(policy(), { cause, resourceType, interaction })).toBe(style)
  })
})
