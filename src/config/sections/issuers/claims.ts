import { z } from 'zod'
import { claimPaths } from '../../fields/claim-paths.ts'

/** `issuers[].claims`: where an issuer puts what RFC 9068 and SMART leave to it. What is not written comes from the preset. */
export const claimsSchema = z.strictObject({
  client: claimPaths().optional().describe('Client id; client_id or azp unless the preset says otherwise.'),
  subject: claimPaths()
    .optional()
    .describe('User or service, together with the issuer; sub unless the preset says otherwise.'),
  scope: claimPaths().optional().describe('Scopes; all of these claims are read together. Else scope and scp.'),
  patient: claimPaths().optional().describe('Launch patient (SMART launch context). Else patient.'),
  fhirUser: claimPaths().optional().describe('FHIR resource of the user. Else fhirUser.'),
  roles: claimPaths().optional().describe('Roles, for the policy. Else roles and realm_access.roles.'),
  encounter: claimPaths().optional().describe('Launch encounter. Else encounter.'),
  purposeOfUse: claimPaths().optional().describe('Purposes of use. Else purpose_of_use.'),
})

export type WrittenClaims = z.output<typeof claimsSchema>
