import { describe, expect, it } from 'vitest'
import { type Bundle, link } from '../bundles.ts'
import { directly } from '../gateway.ts'
import { usePatientApp } from './caller.ts'
import { own, told } from './others.ts'

const app = usePatientApp()
const nextOf = async (scope: string, patient?: string, path = 'Observation?_count=1') => {
  const heard = await app.as(scope, patient)('GET', path)
  expect(heard.status).toBe(200)
  return link(heard.json<Bundle>(), 'next') as string
}

describe('a page', () => {
  it.each([
    ['another patient’s app', 'patient/*.rs', 'bruno'],
    ['a clinician', 'user/*.rs', undefined],
    ['a clinician with the same patient in the token', 'user/*.rs', 'bruno'],
    ['the whole system', 'system/*.rs', undefined],
  ])('of %s is no page for the patient’s', async (_, scope, patient) => {
    const url = await nextOf(scope, patient)
    const heard = await app.own('patient/*.rs')('GET', url)
    const never = await app.own('patient/*.rs')('GET', `${app.base()}?_page=never`)
    expect(told(heard, '')).toEqual(told(never, ''))
    expect([400, 404, 410]).toContain(heard.status)
  })

  it.each([
    ['other scopes', 'patient/Observation.s', own.id],
    ['more scopes', 'patient/*.cruds user/*.cruds', own.id],
    ['another patient', 'patient/*.rs', 'bruno'],
    ['no patient', 'user/*.rs', undefined],
  ])('of the own record is no page under %s', async (_, scope, patient) => {
    const url = await nextOf('patient/*.rs', own.id)
    const heard = await app.as(scope, patient)('GET', url)
    expect([400, 404, 410]).toContain(heard.status)
    expect(heard.text).not.toMatch(/ada-|Observation/)
  })

  it('can be asked again, and by HEAD', async () => {
    const url = await nextOf('patient/*.rs', own.id)
    const [first, again] = [await app.own('patient/*.rs')('GET', url), await app.own('patient/*.rs')('GET', url)]
    const open = ({ text }: { text: string }) => text.replaceAll(/_page=[\w-]+/g, '_page=')
    expect([first.status, open(again)]).toEqual([200, open(first)])
    const head = await app.own('patient/*.rs')('HEAD', url)
    expect([head.status, head.text]).toEqual([200, ''])
  })

  it('of the server itself is no page, whoever made it', async () => {
    for (const path of ['Observation?_count=1', 'Observation?patient=ada&_count=1']) {
      const behind = new URL(link((await directly('GET', path)).json<Bundle>(), 'next') as string)
      const heard = await app.own()('GET', `${app.base()}${behind.search}`)
      expect([400, 403, 404]).toContain(heard.status)
    }
  })

  it.each(['Patient/ada/$everything?_count=2', 'Observation/ada-pulse/_history?_count=1', 'Observation?_count=1'])(
    'says nothing of the server’s cursor: %s',
    async (path) => {
      const { text } = await app.own()('GET', path)
      expect(text).not.toMatch(/_getpages|_offset|_bundletype/)
    },
  )
})
