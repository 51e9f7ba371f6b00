import { z } from 'zod'
import { duration } from '../fields/duration.ts'
import { text } from '../fields/text.ts'
import { endpointUrl, urlText } from '../fields/url.ts'
import { claimsSchema } from './issuers/claims.ts'
import { clientsSchema } from './issuers/clients.ts'
import { introspectionSchema } from './issuers/introspection.ts'
import { presetNames, withPreset } from './issuers/presets.ts'
import { algorithmsSchema, tokenTypesSchema } from './issuers/token-format.ts'

const issuer = z
  .strictObject({
    issuer: urlText('the exact iss of its tokens, such as https://id.example.org/realms/hospital').describe(
      'Exactly the iss of its tokens.',
    ),
    preset: z
      .enum(presetNames)
      .prefault('smart')
      .describe('Fills in what is known about a server: claims, tokenTypes, algorithms. Keys that are given win.'),
    profile: z
      .enum(['smart', 'iua'])
      .prefault('smart')
      .describe('iua: claims and token types of IHE IUA are read, and its required claims asked for.'),
    jwksUri: endpointUrl('the URL of its key set').optional().describe('Its keys; absent = found by discovery.'),
    audience: z
      .array(text('an audience'))
      .min(1)
      .max(50)
      .optional()
      .describe('Accepted aud values; absent = server.publicUrl.'),
    missingAudience: z
      .enum(['refuse', 'accept'])
      .prefault('refuse')
      .describe('Insecure when accept: accepts tokens and introspection answers without aud.'),
    algorithms: algorithmsSchema,
    tokenTypes: tokenTypesSchema,
    clockSkew: duration({ min: '0s', max: '120s' }).prefault('30s').describe('How far clocks may differ.'),
    maxLifetime: duration({ min: '1s', max: '24h' }).optional().describe('Longest life of a token, exp − iat.'),
    maxTokenAge: duration({ min: '1s', max: '24h' })
      .optional()
      .describe('How long after iat a token is accepted, whatever its exp.'),
    claims: claimsSchema
      .optional()
      .describe('Which claims of its tokens hold what: one claim or a list; a dot goes one level deeper.'),
    patientReference: z.boolean().prefault(false).describe('Accepts Patient/123 for the launch patient 123.'),
    introspection: introspectionSchema.optional().describe('Asks the issuer about tokens.'),
    requireBinding: z.boolean().prefault(false).describe('Accepts only DPoP- or certificate-bound tokens.'),
    clients: clientsSchema,
    allowPlainText: z.boolean().prefault(false).describe('Insecure: lets http URLs of this issuer leave this machine.'),
  })
  .transform(withPreset)

/** `issuers:` who may issue tokens. */
export const issuersSchema = z
  .array(issuer, { error: 'a list with at least one issuer' })
  .min(1, { error: 'at least one issuer' })
  .max(100)

export type IssuersDocument = z.output<typeof issuersSchema>
