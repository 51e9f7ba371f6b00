import { describe, expect, it } from 'vitest'
import { directly } from '../gateway.ts'
import { basic, stored, usePatientApp } from './caller.ts'
import { told } from './others.ts'

const app = usePatientApp()
const patch = { 'content-type': 'application/json-patch+json' }
const { id: _, ...fresh } = basic('', 'ada', 'pointing')
const pointing = (reference: string) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'pointing' },
  subject: { reference: 'Patient/ada' },
  encounter: { reference },
})
const extended = (reference: string) => ({
  ...fresh,
  extension: [{ url: 'urn:example:about', valueReference: { reference } }],
})
stored(basic('ada-pointer', 'ada', 'first'))

/** Ways to write a record that points to another; a server that checks references tells by them what there is. */
const ways = [
  ['create', (to: string) => app.own()('POST', 'Observation', { body: pointing(to) })],
  ['create with an extension', (to: string) => app.own()('POST', 'Basic', { body: extended(to) })],
  ['update', (to: string) => app.own()('PUT', 'Basic/ada-pointer', { body: { ...extended(to), id: 'ada-pointer' } })],
  [
    'patch',
    (to: string) =>
      app.own()('PATCH', 'Basic/ada-pointer', {
        body: JSON.stringify([{ op: 'add', path: '/extension', value: extended(to).extension }]),
        headers: patch,
      }),
  ],
  ...['batch', 'transaction'].map(
    (type) =>
      [
        type,
        (to: string) =>
          app.own()('POST', '', {
            body: {
              resourceType: 'Bundle',
              type,
              entry: [{ resource: pointing(to), request: { method: 'POST', url: 'Observation' } }],
            },
          }),
      ] as const,
  ),
] as const

describe.each([
  ['Encounter/bruno-visit', 'Encounter/nadia-visit'],
  ['Encounter/bruno-visit/_history/1', 'Encounter/nadia-visit/_history/1'],
])('a pointer to %s is answered as one to what never was', (hidden, absent) => {
  it.each(ways)('by %s', async (_, write) => {
    const [of, never] = [await write(hidden), await write(absent)]
    expect(told(of, hidden)).toEqual(told(never, absent))
    expect(of.text).not.toContain('"201')
    expect([200, 400, 403, 404]).toContain(of.status)
    expect((await directly('GET', 'Basic/ada-pointer')).json()).toMatchObject({ meta: { versionId: '1' } })
  })
})

it('a pointer to the own record, and to what is nobody’s, can be written', async () => {
  const body = {
    ...fresh,
    extension: extended('Encounter/ada-visit').extension,
    author: { reference: 'Practitioner/dr-oak' },
  }
  expect((await app.own()('POST', 'Basic', { body })).status).toBe(201)
})
