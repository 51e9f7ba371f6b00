import { type Caller, callers } from './callers.ts'
import type { Place } from './place.ts'

/** What `caller` may not see, nor any other caller who may write, and what is no longer as the world has it. */
export async function changedBehind({ world, behind }: Place, caller: Caller): Promise<readonly string[]> {
  const writers = [caller, ...callers.filter(({ scope }) => /\.cruds/.test(scope))]
  const hidden = world.records.filter(
    (record) => !record.deleted && writers.every(({ sees }) => sees(record, world.version) === undefined),
  )
  const last = hidden.filter(
    ({ type, id, versionId }) =>
      !world.records.some((each) => each.type === type && each.id === id && each.versionId > versionId),
  )
  const entry = last.map(({ type, id }) => ({ request: { method: 'GET', url: `${type}/${id}` } }))
  const answer = await fetch(behind(), {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Bundle', type: 'batch', entry }),
  })
  const { entry: stored } = (await answer.json()) as {
    entry: readonly { resource?: { meta?: { versionId?: string } } }[]
  }
  if (last.length === 0) throw new Error('there is nothing that is hidden')
  return last
    .filter(({ versionId }, index) => stored[index]?.resource?.meta?.versionId !== versionId)
    .map(({ type, id }) => `${type}/${id}`)
}
