import { beforeAll, describe, expect, it } from 'vitest'
import type { Bundle } from '../bundles.ts'
import { directly, type Sent } from '../gateway.ts'
import { basic, stored, usePatientApp } from './caller.ts'
import { told } from './others.ts'

const app = usePatientApp()
const patch = { 'content-type': 'application/json-patch+json' }

stored(
  basic('theirs-kept', 'bruno', 'theirs'),
  basic('theirs-gone', 'bruno', 'theirs'),
  basic('ada-gone', 'ada', 'mine'),
)
beforeAll(async () => {
  await directly('DELETE', 'Basic/theirs-gone')
  await directly('DELETE', 'Basic/ada-gone')
})

/** What is hidden beside what never was: `[type, hidden id, absent id]`. */
const pairs = [
  ['Patient', 'bruno', 'nadia'],
  ['Observation', 'bruno-pulse', 'nadia-pulse'],
  ['Condition', 'esi-problem', 'ora-problem'],
  ['Encounter', 'chiara-visit', 'nobody-visit'],
  ['Provenance', 'bruno-provenance', 'nadia-provenance'],
  ['Basic', 'theirs-kept', 'theirs-none'],
  ['Basic', 'theirs-gone', 'theirs-none'],
] as const

const body = (type: string, id: string, subject = 'ada') => ({
  resourceType: type,
  id,
  ...(type === 'Patient'
    ? { active: true }
    : { code: { text: 'mine now' }, subject: { reference: `Patient/${subject}` } }),
})
const jsonPatch = JSON.stringify([{ op: 'replace', path: '/code/text', value: 'mine now' }])
const fhirPathPatch = {
  resourceType: 'Parameters',
  parameter: [
    {
      name: 'operation',
      part: [
        { name: 'type', valueCode: 'replace' },
        { name: 'path', valueString: 'Basic.code.text' },
        { name: 'value', valueString: 'mine now' },
      ],
    },
  ],
}

type Path = (id: string, type: string) => string
type Body = (id: string, type: string) => Sent
const door = (by: string, method: string, path: Path, sent?: Body) => ({ by, method, path, sent })
const doors = [
  door('read', 'GET', (id, type) => `${type}/${id}`),
  door('read of a summary', 'GET', (id, type) => `${type}/${id}?_summary=true`),
  door(
    'read if changed',
    'GET',
    (id, type) => `${type}/${id}`,
    () => ({ headers: { 'if-none-match': 'W/"1"' } }),
  ),
  door(
    'read if newer',
    'GET',
    (id, type) => `${type}/${id}`,
    () => ({ headers: { 'if-modified-since': new Date().toUTCString() } }),
  ),
  door('head', 'HEAD', (id, type) => `${type}/${id}`),
  door('vread', 'GET', (id, type) => `${type}/${id}/_history/1`),
  door('vread of a deletion', 'GET', (id, type) => `${type}/${id}/_history/2`),
  door('history', 'GET', (id, type) => `${type}/${id}/_history`),
  door('$everything', 'GET', (id, type) => `${type}/${id}/$everything`),
  door('$meta', 'GET', (id, type) => `${type}/${id}/$meta`),
  door('$validate', 'GET', (id, type) => `${type}/${id}/$validate?mode=delete`),
  door('compartment', 'GET', (id, type) => `${type}/${id}/Observation`),
  door(
    'update',
    'PUT',
    (id, type) => `${type}/${id}`,
    (id, type) => ({ body: body(type, id) }),
  ),
  door(
    'update of a version',
    'PUT',
    (id, type) => `${type}/${id}`,
    (id, type) => ({ body: body(type, id), headers: { 'if-match': 'W/"1"' } }),
  ),
  door(
    'update of another',
    'PUT',
    (id, type) => `${type}/${id}`,
    (id, type) => ({ body: body(type, id, 'bruno') }),
  ),
  door(
    'JSON Patch',
    'PATCH',
    (id, type) => `${type}/${id}`,
    () => ({ body: jsonPatch, headers: patch }),
  ),
  door(
    'JSON Patch of a version',
    'PATCH',
    (id, type) => `${type}/${id}`,
    () => ({ body: jsonPatch, headers: { ...patch, 'if-match': 'W/"9"' } }),
  ),
  door(
    'FHIRPath Patch',
    'PATCH',
    (id, type) => `${type}/${id}`,
    () => ({ body: fhirPathPatch }),
  ),
  door('delete', 'DELETE', (id, type) => `${type}/${id}`),
  door(
    'delete of a version',
    'DELETE',
    (id, type) => `${type}/${id}`,
    () => ({ headers: { 'if-match': 'W/"1"' } }),
  ),
]

describe.each(pairs)('%s/%s is answered as one that never was, %s', (type, hidden, absent) => {
  it.each(doors)('by $by', async ({ method, path, sent }) => {
    const ask = (id: string) => app.own()(method, path(id, type), sent?.(id, type))
    const [of, never] = [await ask(hidden), await ask(absent)]
    expect(told(of, hidden)).toEqual(told(never, absent))
    expect(of.status === 200 ? of.text : '').not.toContain('"entry"')
    expect([200, 400, 403, 404]).toContain(of.status)
  })
})

describe('what was hers and is deleted', () => {
  const gone = doors.filter(({ by }) => by !== 'vread' && by !== 'history')
  it.each(gone)('is answered as what never was, by $by', async ({ method, path, sent }) => {
    const ask = (id: string) => app.own()(method, path(id, 'Basic'), sent?.(id, 'Basic'))
    expect(told(await ask('ada-gone'), 'ada-gone')).toEqual(told(await ask('ada-none'), 'ada-none'))
  })

  it('still has the versions that were hers', async () => {
    expect((await app.own()('GET', 'Basic/ada-gone/_history/1')).text).toContain('mine')
    const { entry } = (await app.own()('GET', 'Basic/ada-gone/_history')).json<Bundle>()
    expect(entry?.map(({ resource }) => resource?.id)).toEqual(['ada-gone'])
  })
})

describe('what nobody could change', () => {
  it.each(['Patient/bruno', 'Observation/bruno-pulse', 'Condition/esi-problem', 'Basic/theirs-kept'])(
    'is as it was: %s',
    async (name) => {
      const behind = (await directly('GET', name)).json<{ meta: { versionId: string } }>()
      expect(behind.meta.versionId).toBe('1')
    },
  )

  it.each(['theirs-none', 'ada-none'])('was not made: %s', async (id) => {
    expect((await directly('GET', `Basic/${id}`)).status).toBe(404)
  })

  it.each(['theirs-gone', 'ada-gone'])('is still gone: %s', async (id) => {
    expect((await directly('GET', `Basic/${id}`)).status).toBe(410)
  })
})
