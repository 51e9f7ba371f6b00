import { world } from './world.ts'

const seedMillis = 120_000

/**
 * Puts the world into the server with one transaction of updates-as-create (http.html#upsert), so that seeding twice
 * leaves the same resources. Throws when the server does not answer 200.
 */
export async function seed(baseUrl: string): Promise<void> {
  const bundle = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: world().map((resource) => ({
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
    })),
  }
  const answer = await fetch(baseUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json', prefer: 'return=minimal' },
    body: JSON.stringify(bundle),
    signal: AbortSignal.timeout(seedMillis),
  })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`seeding was answered ${answer.status}: ${text.slice(0, 500)}`)
}
