import { z } from 'zod'
import { claimPaths } from '../fields/claim-paths.ts'
import { duration } from '../fields/duration.ts'
import { secret } from '../fields/reference.ts'
import { text } from '../fields/text.ts'
import { endpointUrl, urlText } from '../fields/url.ts'
import { isLoopback } from '../loopback.ts'
import type { Report } from '../problem.ts'

/** Asymmetric signatures only: a shared HMAC key would let any holder mint tokens, and `none` proves nothing (RFC 8725 §3.1). */
const algorithms = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
] as const

const claims = z
  .strictObject({
    client: claimPaths(['client_id', 'azp']).describe('Client id.'),
    scope: claimPaths(['scope', 'scp']).describe('Scopes; all of these claims are read together.'),
    patient: claimPaths('patient').describe('Launch patient (SMART launch context).'),
    fhirUser: claimPaths('fhirUser').describe('FHIR resource of the user.'),
    roles: claimPaths(['roles', 'realm_access.roles']).describe('Roles, for the policy.'),
    encounter: claimPaths('encounter').describe('Launch encounter.'),
    purposeOfUse: claimPaths('purpose_of_use').describe('Purposes of use.'),
  })
  .prefault({})

const introspection = z.strictObject({
  url: endpointUrl('the URL of the introspection endpoint').describe('Introspection endpoint (RFC 7662).'),
  when: z.enum(['opaque', 'always']).prefault('opaque').describe('For tokens that are no JWT, or for all.'),
  clientId: text('a client id').describe("The gateway's client id at this issuer."),
  clientSecret: secret().describe("The gateway's client secret at this issuer."),
  cache: duration({ min: '0s', max: '1h' })
    .prefault('60s')
    .describe('How long an answer is believed; 0s = not at all.'),
})

const issuer = z.strictObject({
  issuer: urlText('the exact iss of its tokens, such as https://id.example.org/realms/hospital').describe(
    'Exactly the iss of its tokens.',
  ),
  jwksUri: endpointUrl('the URL of its key set').optional().describe('Its keys; absent = found by discovery.'),
  audience: z
    .array(text('an audience'))
    .min(1)
    .max(50)
    .optional()
    .describe('Accepted aud values; absent = server.publicUrl.'),
  algorithms: z
    .array(z.enum(algorithms))
    .min(1)
    .prefault(['RS256', 'RS384', 'ES256', 'ES384'])
    .describe('Accepted signature algorithms.'),
  tokenTypes: z
    .array(
      z
        .string({ error: 'a token type such as at+jwt' })
        .regex(/^[A-Za-z0-9+./-]{1,64}$/, { error: 'a token type such as at+jwt' }),
    )
    .min(1)
    .prefault(['at+jwt'])
    .describe(
      'Accepted header typ; add JWT for an issuer that does not follow RFC 9068, absent for one that writes none.',
    ),
  clockSkew: duration({ min: '0s', max: '120s' }).prefault('30s').describe('How far clocks may differ.'),
  claims: claims.describe('Where in its tokens things are found: a claim, or a list of claims; dots go deeper.'),
  introspection: introspection.optional().describe('Asks the issuer about tokens.'),
  requireBinding: z.boolean().prefault(false).describe('Takes only DPoP- or certificate-bound tokens.'),
  allowPlainText: z.boolean().prefault(false).describe('Insecure: lets http URLs of this issuer leave this machine.'),
})

/** `issuers:` who may issue tokens. */
export const issuersSchema = z
  .array(issuer, { error: 'a list with at least one issuer' })
  .min(1, { error: 'at least one issuer' })
  .max(100)

export function checkIssuers(issuers: z.output<typeof issuersSchema>, report: Report): void {
  for (const [index, entry] of issuers.entries()) {
    if (issuers.findIndex((other) => other.issuer === entry.issuer) < index) {
      report.problem([index, 'issuer'], 'is listed twice', 'each issuer once')
    }
    checkPlainText(entry, index, report)
  }
}

function checkPlainText(entry: z.output<typeof issuer>, index: number, report: Report): void {
  const urls = [
    { path: ['issuer'], url: new URL(entry.issuer) },
    { path: ['jwksUri'], url: entry.jwksUri },
    { path: ['introspection', 'url'], url: entry.introspection?.url },
  ]
  for (const { path, url } of urls) {
    if (url === undefined || url.protocol === 'https:' || isLoopback(url.hostname)) continue
    if (entry.allowPlainText) {
      report.insecure(
        `issuers[${index}].${path.join('.')} is http (issuers[${index}].allowPlainText): whoever is on the network can replace its keys and mint tokens`,
      )
    } else {
      report.problem(
        [index, ...path],
        'is an http URL beyond this machine',
        'https, or allowPlainText: true for this issuer',
      )
    }
  }
}
