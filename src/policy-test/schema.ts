import { z } from 'zod'
import { line, listOf, NAME, named, written } from '../policy/schema/text.ts'
import { instantSchema } from '../policy/schema/time.ts'
import { expectSchema } from './expect-schema.ts'

const fixture = (expected: string) => written(NAME, expected)

const share = z.union(
  [
    z
      .string()
      .regex(/^(?:100|\d{1,2})%$/)
      .transform((text) => Number(text.slice(0, -1))),
    z.int().min(0).max(100),
  ],
  { error: 'a share such as 90%' },
)

const resource = z.looseObject(
  { resourceType: written(/^[A-Z][A-Za-z]{1,63}$/, 'the name of a resource type such as Observation') },
  { error: 'a FHIR resource, with resourceType' },
)

const environment = z.strictObject(
  { address: z.union([z.ipv4(), z.ipv6()], { error: 'an IP address' }).optional().describe("The client's address.") },
  { error: 'a map such as { address: 10.20.1.5 }' },
)

/** One request of one caller, and what shall become of it. */
const testSchema = z
  .strictObject(
    {
      name: line('what is tested, as a sentence').describe('What is tested.'),
      token: fixture('the name of a token under fixtures.tokens').describe('Who asks: a token under fixtures.tokens.'),
      env: fixture('a name under fixtures.env').optional().describe('From where: a name under fixtures.env.'),
      now: instantSchema.optional().describe('When, if it differs from `now` of the file.'),
      request: written(/^[A-Z]+ \S+$/, "a request such as 'GET /Observation?patient=1'").describe(
        'Method and target below the FHIR base.',
      ),
      headers: z
        .record(written(/^[A-Za-z0-9-]{1,64}$/, 'the name of a header'), z.string({ error: 'text' }), {
          error: 'a map of headers',
        })
        .optional()
        .describe('Request headers.'),
      body: z
        .union([fixture('a name under fixtures.resources'), z.array(z.unknown()), z.record(z.string(), z.unknown())], {
          error: 'a name under fixtures.resources, or the body itself',
        })
        .optional()
        .describe('What is sent: a resource of fixtures.resources, or the body itself.'),
      resource: fixture('a name under fixtures.resources').optional().describe('What the FHIR server has.'),
      resources: listOf(fixture('a name under fixtures.resources'), 'a list of names')
        .optional()
        .describe('What the FHIR server has, and finds with a search.'),
      expect: expectSchema.describe('What is expected to happen.'),
    },
    { error: 'a test with name, token, request and expect' },
  )
  .refine(({ resource, resources }) => resource === undefined || resources === undefined, {
    path: ['resources'],
    error: 'either resource or resources',
    params: { what: 'is given beside resource' },
  })
  .meta({ id: 'Test' })

/** `kind: PolicyTest` as it may be written (docs/policy-tests.md). */
export const policyTestSchema = z
  .strictObject(
    {
      apiVersion: z.literal('gatehouse/v1').describe('Version of this language.'),
      kind: z.literal('PolicyTest').describe('What this file is.'),
      policy: line('the path of a policy file, relative to this one').describe('The policy that is tested.'),
      fhirVersion: z
        .enum(['R4', 'R4B', 'R5'])
        .optional()
        .describe('FHIR version; absent = that of the configuration, R4 without one.'),
      now: instantSchema.describe('When everything happens: the clock stands still.'),
      fixtures: z
        .strictObject({
          tokens: named(z.record(z.string(), z.unknown(), { error: 'a map of claims' })).describe('Claims of tokens.'),
          resources: named(resource).prefault({}).describe('FHIR resources.'),
          env: named(environment).prefault({}).describe('Circumstances.'),
        })
        .describe('What tests refer to by name.'),
      tests: listOf(testSchema, 'a list of tests').describe('Requests, and what is expected to happen.'),
      coverage: z
        .strictObject({
          rules: share.optional().describe('Share of the rules that must match in some test.'),
          branches: share
            .optional()
            .describe('Share of the tests in conditions that must both hold and fail at least once.'),
        })
        .optional()
        .describe('How much of the policy the tests must cover.'),
    },
    { error: 'a map with apiVersion, kind, policy, now, fixtures and tests' },
  )
  .meta({ title: 'Tests of a policy of Gatehouse' })

export type PolicyTestDocument = z.output<typeof policyTestSchema>
export type PolicyTest = PolicyTestDocument['tests'][number]
