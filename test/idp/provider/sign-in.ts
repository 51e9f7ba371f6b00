import type { Place, UserAgent } from '../user-agent.ts'

/** Walks the provider's own pages as a user does: signs in by the id of their record, then consents. */
export function signInAs(patient: string) {
  return async (agent: UserAgent, page: Place): Promise<Place> => {
    const consent = await agent.submit(page, { login: patient, password: 'any' })
    return agent.submit(consent)
  }
}
