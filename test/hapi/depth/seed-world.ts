import type { Stored, World } from './world.ts'

/** Puts a world into the server at `base`, version by version. Throws when the server does not take it. */
export async function seedWorld(base: string, { records }: World): Promise<void> {
  const put = (of: readonly Stored[]) =>
    transact(
      base,
      of.map(({ type, id, resource }) => ({ resource, request: { method: 'PUT', url: `${type}/${id}` } })),
    )
  await put(records.filter(({ versionId }) => versionId === '1'))
  await put(records.filter(({ versionId }) => versionId === '2'))
  await transact(
    base,
    records
      .filter(({ deleted }) => deleted)
      .map(({ type, id }) => ({ request: { method: 'DELETE', url: `${type}/${id}` } })),
  )
}

async function transact(base: string, entry: readonly object[]): Promise<void> {
  const answer = await fetch(base, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json', prefer: 'return=minimal' },
    body: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }),
    signal: AbortSignal.timeout(120_000),
  })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`the world was answered ${answer.status}: ${text.slice(0, 1000)}`)
}
