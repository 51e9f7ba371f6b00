import type { FhirVersion } from '../../../src/fhir/definitions/definitions.ts'
import { type Content, contents, sharedTypes } from './contents.ts'
import { type Marks, marksOf } from './marks.ts'

/** A stored version of a resource, and what there is to know of it. */
export interface Stored {
  readonly type: string
  readonly id: string
  /** The patient whom it is about. */
  readonly owner: Owner
  readonly category?: string
  /** By `meta.security`, code R: everything about c. */
  readonly restricted: boolean
  /** 1, unless it was changed; what is not the last version is seen in histories alone. */
  readonly versionId: string
  readonly deleted: boolean
  readonly marks: Marks
  readonly resource: Content
}

export type Owner = 'a' | 'b' | 'c' | 'd' | 'nobody'

export interface World {
  readonly version: FhirVersion
  readonly records: readonly Stored[]
  /** The last version of the first resource of a type about someone. */
  readonly first: (type: string, owner: Owner) => Stored
}

/**
 * Three patients with a resource of each type, shared ones, one that changed hands, some that another performed, deleted
 * ones. Of d there is nothing but that they performed one of a's.
 */
export function worldOf(version: FhirVersion): World {
  const records: Stored[] = []
  let made = 0
  const ids = new Map<string, string>()
  const idFor = (type: string, owner: Owner, name: string) => {
    const key = `${type} ${owner} ${name}`
    const id = ids.get(key) ?? marksOf(made++).id
    ids.set(key, id)
    return id
  }
  const to = (owner: Owner) => (type: string) => ({
    reference: `${type}/${idFor(type, sharedTypes.includes(type) ? 'nobody' : owner, 'first')}`,
  })

  const add = (
    type: string,
    owner: Owner,
    more: Partial<Stored> & { readonly name?: string; readonly over?: Content } = {},
  ) => {
    const { name = 'first', over = {}, category, versionId = '1', deleted = false } = more
    const id = more.id ?? idFor(type, owner, name)
    const marks = { ...marksOf(made++), id }
    const patient = owner === 'nobody' ? '' : idFor('Patient', owner, 'first')
    const restricted = owner === 'c'
    const content = contents[type]?.({ version, marks, patient, to: to(owner), ...(category && { category }) })
    const meta = {
      tag: [...tagsOf(records, type, id), { system: 'urn:tags', code: marks.token }],
      ...(restricted && {
        security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }],
      }),
    }
    const narrative = { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${marks.text}</div>` }
    const bare = type === 'Binary' || type === 'Bundle'
    const resource = {
      resourceType: type,
      id,
      meta,
      ...(!bare && { text: narrative, extension: [{ url: 'urn:notes', valueString: marks.text }] }),
      ...content,
      ...over,
    }
    records.push({
      type,
      id,
      owner,
      restricted,
      versionId,
      deleted,
      marks,
      resource,
      ...(type === 'Observation' && { category: category ?? 'laboratory' }),
    })
  }

  for (const type of sharedTypes) add(type, 'nobody')
  const types = Object.keys(contents).filter((type) => !sharedTypes.includes(type))
  for (const owner of ['a', 'b', 'c'] as const) {
    for (const type of types) add(type, owner)
    add('Observation', owner, { name: 'vital', category: 'vital-signs' })
    add('Observation', owner, { name: 'deleted', deleted: true })
    add('Condition', owner, { name: 'changed', versionId: '1' })
    add('Condition', owner, { name: 'changed', versionId: '2' })
  }
  for (const other of ['b', 'c'] as const) {
    // About one, performed by the other: the subject decides.
    add('Observation', other, { name: 'by a', over: { performer: [to('a')('Patient')] } })
  }
  add('Patient', 'd')
  add('Observation', 'a', { name: 'by d', over: { performer: [to('d')('Patient')] } })
  // One that was b's before it was a's.
  const moved = idFor('Procedure', 'b', 'moved')
  add('Procedure', 'b', { id: moved, versionId: '1' })
  add('Procedure', 'a', { id: moved, versionId: '2' })

  const last = (record: Stored) =>
    !records.some(({ type, id, versionId }) => type === record.type && id === record.id && versionId > record.versionId)
  return {
    version,
    records,
    first: (type, owner) => {
      const found = records.find((each) => each.type === type && each.owner === owner && last(each) && !each.deleted)
      if (found === undefined) throw new Error(`nothing of the type ${type} is about ${owner}`)
      return found
    },
  }
}

/** A server keeps the tags of earlier versions, unless it is told to take them off. */
function tagsOf(records: readonly Stored[], type: string, id: string): readonly object[] {
  return records
    .filter((each) => each.type === type && each.id === id)
    .map(({ marks }) => ({ system: 'urn:tags', code: marks.token }))
}
