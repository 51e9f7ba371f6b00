import type { Issuer } from '../issuer/issuer.ts'

/** Three callers with tokens of their own, and three whose tokens are not good. */
export type CallerName = 'patient-app' | 'clinician' | 'backend' | 'expired' | 'foreign' | 'forged'

export interface Caller {
  readonly name: CallerName
  /** Who that is, in words. */
  readonly title: string
  readonly claims: Readonly<Record<string, unknown>>
}

/** What their tokens say: one caller for each context of SMART scopes (SMART App Launch 2.2, "Scopes"). */
export const callers: readonly Caller[] = [
  {
    name: 'patient-app',
    title: 'an app that patient p01 has launched',
    claims: {
      sub: 'patient-p01',
      client_id: 'patient-app',
      patient: 'p01',
      scope: 'launch/patient patient/Patient.rs patient/Observation.rs',
    },
  },
  {
    name: 'clinician',
    title: 'a clinician at a workstation',
    claims: {
      sub: 'dr01',
      client_id: 'clinician',
      fhirUser: 'Practitioner/dr01',
      scope:
        'openid fhirUser user/Patient.rs user/Observation.crus ' +
        'user/Encounter.rs?class=http://terminology.hl7.org/CodeSystem/v3-ActCode|AMB',
    },
  },
  {
    name: 'backend',
    title: 'a backend service, with nobody signed in',
    claims: { sub: 'backend', client_id: 'backend', scope: 'system/Patient.read system/Observation.rs' },
  },
]

/**
 * Tokens of all callers. Those that are not good say the same as the clinician's, but one has expired, one is of an
 * issuer that the gateway does not know, and one only claims to be of the issuer that it knows.
 *
 * @param stranger an issuer that the gateway is not configured for.
 */
export async function mintTokens(issuer: Issuer, stranger: Issuer): Promise<ReadonlyMap<CallerName, string>> {
  const { claims } = callers.find(({ name }) => name === 'clinician')!
  const hourAgo = Math.floor(Date.now() / 1000) - 60 * 60
  const tokens = new Map<CallerName, string>()
  for (const caller of callers) tokens.set(caller.name, await issuer.mint(caller.claims))
  tokens.set('expired', await issuer.mint({ ...claims, iat: hourAgo - 300, exp: hourAgo }))
  tokens.set('foreign', await stranger.mint(claims))
  tokens.set('forged', await stranger.mint({ ...claims, iss: issuer.issuer }))
  return tokens
}
