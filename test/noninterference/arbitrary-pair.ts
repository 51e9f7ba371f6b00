import fc from 'fast-check'
import { content, idOf, pools, type } from './arbitrary-content.ts'
import { type Caller, maySee } from './callers.ts'
import type { Pair, Record, World } from './world.ts'

type Version = Record['versions'][number]

const at = fc.constantFrom(...pools.days).map((day) => `${day}T12:00:00Z`)

function version(of: string): fc.Arbitrary<Version> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.record({ at, resource: content(of) }) },
    { weight: 1, arbitrary: at.map((time) => ({ at: time })) },
  )
}

const record: fc.Arbitrary<Record> = type
  .chain((of) =>
    fc.record({ type: fc.constant(of), id: idOf(of), versions: fc.array(version(of), { minLength: 1, maxLength: 3 }) }),
  )
  .map(({ versions, ...of }) => ({ ...of, versions: versions.slice(versions.findIndex(({ resource }) => resource)) }))
  .filter(({ versions }) => versions[0]?.resource !== undefined)

/**
 * Pairs of worlds that differ only in what `caller` may not see: in records of which no version can be seen, and in
 * the hidden versions of others. Hidden records may stand before, or after, what can be seen.
 */
export function pair(caller: Caller): fc.Arbitrary<Pair> {
  const some = (maxLength: number) => fc.array(record, { maxLength })
  return fc
    .record({ common: some(14), left: some(10), right: some(10), before: some(5), other: fc.array(fc.nat()) })
    .map(({ common, left, right, before, other }) => {
      const isSeen = ({ type, id, versions }: Record) =>
        versions.some(({ resource }) => resource && maySee(caller, type, id, resource))
      const seen = onceEach(common.filter(isSeen))
      const taken = new Set(seen.map(keyOf))
      const hidden = (records: World) => records.filter((each) => !isSeen(each) && !taken.has(keyOf(each)))
      return {
        left: onceEach([...hidden(before), ...seen, ...hidden(left)]),
        right: onceEach([...seen.map((each) => otherwise(each, caller, other)), ...hidden(right)]),
      }
    })
}

/** The same record with other values in those versions, and elements, that the caller may not see. */
function otherwise(of: Record, caller: Caller, picks: readonly number[]): Record {
  const versions = of.versions.map((each, index) => {
    const { resource } = each
    const number = picks[index] ?? 0
    if (resource === undefined || of.type === 'Provenance') return each
    if (maySee(caller, of.type, of.id, resource))
      return caller.blur ? { at: each.at, resource: caller.blur(of.type, resource, number) } : each
    const pick = pools.codes[number % pools.codes.length]
    return { at: each.at, resource: { ...resource, extension: [{ url: 'urn:other', valueCode: pick }] } }
  })
  return { ...of, versions }
}

function onceEach(records: World): World {
  return records.filter((each, index) => records.findIndex((other) => keyOf(other) === keyOf(each)) === index)
}

function keyOf({ type, id }: Record): string {
  return `${type}/${id}`
}
