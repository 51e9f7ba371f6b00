import type { Exchange } from '../../src/exchange.ts'

/** A finished search, with what a test changes. */
export function exchange(changes: Partial<Exchange> = {}): Exchange {
  return {
    id: '7c0f1b1e-0000-4000-8000-000000000001',
    method: 'GET',
    startedAt: 0,
    clientAddress: '203.0.113.9',
    template: 'GET Observation?code&patient',
    interaction: 'search',
    resourceType: 'Observation',
    entriesPassed: 0,
    entriesRemoved: 0,
    outcome: 'permitted',
    status: 200,
    ...changes,
  }
}

export const timing = { answered: 30, total: 40, bodyWait: 5 }

const interaction = { kind: 'search' } as never
export const permit = {
  effect: 'permit',
  interaction,
  reason: { code: 'SCOPE_COVERS', detail: '' },
  requirements: [],
  obligations: [],
} as const
export const deny = {
  effect: 'deny',
  cause: 'scope',
  interaction,
  reason: { code: 'SCOPE_MISSING', detail: 'user/Observation.s' },
  requirements: [],
} as const
