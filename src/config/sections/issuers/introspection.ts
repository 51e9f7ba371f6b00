import { z } from 'zod'
import { duration } from '../../fields/duration.ts'
import { filePath, privateKeyFile, secret } from '../../fields/reference.ts'
import { text } from '../../fields/text.ts'
import { endpointUrl, urlText } from '../../fields/url.ts'
import type { Path, Report } from '../../problems/problem.ts'
import { algorithms } from './token-format.ts'

const privateKey = z
  .strictObject({
    file: privateKeyFile().describe('Private key, as PEM or as a JWK.'),
    algorithm: z.enum(algorithms).optional().describe('Signature algorithm; absent = the usual one of the key.'),
    keyId: text('a key id').optional().describe('The kid under which the issuer knows the key.'),
    audience: urlText('the URL that the issuer wants as aud')
      .optional()
      .describe('aud of the assertions, often the token endpoint; absent = the introspection endpoint.'),
  })
  .describe('Authenticates with signed assertions (private_key_jwt, RFC 7523).')

const certificate = z
  .strictObject({
    cert: filePath().describe('Certificate chain, PEM.'),
    key: privateKeyFile().describe('Private key of the certificate.'),
    ca: filePath()
      .optional()
      .describe('Authorities that the certificate of the endpoint is checked against; absent = the usual ones.'),
  })
  .describe('Authenticates with a client certificate (RFC 8705 §2).')

/** `issuers[].introspection`: asking the issuer about tokens (RFC 7662). */
export const introspectionSchema = z.strictObject({
  url: endpointUrl('the URL of the introspection endpoint')
    .optional()
    .describe('Introspection endpoint (RFC 7662); absent = found by discovery.'),
  when: z.enum(['opaque', 'always']).prefault('opaque').describe('For tokens that are not JWTs, or for all.'),
  clientId: text('a client id').optional().describe("The gateway's client id at this issuer."),
  clientSecret: secret().optional().describe("The gateway's client secret at this issuer (client_secret_basic)."),
  privateKey: privateKey.optional(),
  certificate: certificate.optional(),
  bearer: secret({ bearer: true }).optional().describe('A token of the gateway itself, sent as Authorization: Bearer.'),
  cache: duration({ min: '0s', max: '1h' })
    .prefault('60s')
    .describe('How long an answer is kept; 0s = not at all. Never beyond the exp of the token.'),
  signed: z.boolean().prefault(false).describe('Accepts only signed answers (RFC 9701).'),
})

type Introspection = z.output<typeof introspectionSchema>

const CREDENTIALS = ['clientSecret', 'privateKey', 'certificate', 'bearer'] as const

/** Exactly one credential, and a client id where the credential belongs to a client. */
export function checkIntrospection(introspection: Introspection, path: Path, report: Report): void {
  const given = CREDENTIALS.filter((name) => introspection[name] !== undefined)
  if (given.length !== 1) {
    const what = given.length === 0 ? 'has no credential' : `has ${given.length} credentials`
    report.problem(path, what, 'exactly one of clientSecret, privateKey, certificate or bearer')
    return
  }
  if (introspection.clientId !== undefined) return
  if (given[0] !== 'bearer') report.problem(path, 'has no clientId', `clientId, to which ${given[0]} belongs`)
  else if (introspection.signed) report.problem(path, 'has no clientId', 'clientId, the audience of signed answers')
}
