import { expect } from 'vitest'
import type { World } from './world.ts'

/** A request that tries to get at more than p01's record. */
export interface Attack {
  /** `METHOD /target`, relative to the FHIR base. */
  readonly send: string
  /** Default: everything of the patient. */
  readonly scopes?: string
  /** The token's `patient` claim; `null` = none. */
  readonly patient?: unknown
  /** The token's `fhirUser` claim. */
  readonly fhirUser?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON, unless it is text. */
  readonly body?: object | string
  readonly status: number
  /** `METHOD path?query` of what the server received, each decoded; `none` = nothing. Not looked at when absent. */
  readonly received?: 'none' | readonly string[]
  /** Texts that the answer has to hold: that the caller's own is not lost with the rest. */
  readonly shows?: readonly string[]
  /** Texts that may stand nowhere in the answer, beside every other patient's secrets. */
  readonly hides?: readonly string[]
}

export interface Got {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly received: readonly string[]
}

export const ALL = 'patient/*.cruds'

/** Sends an attack and looks for other patients' secrets in every byte of the answer. */
export async function attack(world: World, given: Omit<Attack, 'status'>): Promise<Got> {
  const [method = '', target = ''] = given.send.split(' ', 2)
  const { body, headers = {}, scopes = ALL, patient, fhirUser } = given
  const credential = { authorization: `Bearer ${await world.tokenFor(scopes, patient, fhirUser)}` }
  const type = typeof body === 'object' ? { 'content-type': 'application/fhir+json' } : {}
  world.fhir.requests.length = 0
  const response = await fetch(world.base + target, {
    method,
    headers: { ...type, ...credential, ...headers },
    redirect: 'manual',
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const received = world.fhir.requests.map(
    ({ method, url }) => `${method} ${decodeURIComponent(url).slice('/fhir/'.length)}`,
  )
  const told = `${[...response.headers].flat().join('\n')}\n${text}`
  const own = typeof patient === 'string' ? patient : 'p01'
  const secrets = (told.match(/SECRET-p\d\d\S{0,20}/gi) ?? []).filter(
    (each) => !each.toLowerCase().startsWith(`secret-${own}`),
  )
  expect(secrets, given.send).toEqual([])
  return { status: response.status, headers: response.headers, text, received }
}

/** Holds one attack to what is expected of it. */
export async function holdsAgainst(world: World, given: Attack): Promise<void> {
  const got = await attack(world, given)
  expect({ status: got.status, ...(given.received && { received: got.received }) }).toEqual({
    status: given.status,
    ...(given.received && { received: given.received === 'none' ? [] : given.received }),
  })
  const missing = (given.shows ?? []).filter((text) => !got.text.includes(text))
  const told = (given.hides ?? []).filter((text) => got.text.includes(text))
  expect({ missing, told }).toEqual({ missing: [], told: [] })
}

/** What an answer says once the request's own words, times and random names are taken out. */
export function masked({ status, headers, text }: Got, ...own: readonly string[]): object {
  const plain = (value: string) =>
    own
      .reduce((rest, word) => rest.replaceAll(word, 'OWN').replaceAll(encodeURIComponent(word), 'OWN'), value)
      .replace(/_page=[\w.~-]+/g, '_page=PAGE')
  const kept = [...headers].filter(
    ([name]) => !['date', 'x-request-id', 'content-length'].includes(name) && !/ratelimit/.test(name),
  )
  return { status, headers: kept.map(([name, value]) => [name, plain(value)]), text: plain(text) }
}

/** Two requests that differ in words of the caller's own alone must be answered alike. */
export async function alike(
  world: World,
  a: Omit<Attack, 'status'>,
  b: Omit<Attack, 'status'>,
  ...own: readonly string[]
) {
  const first = masked(await attack(world, a), ...own)
  const second = masked(await attack(world, b), ...own)
  expect(first, `${a.send} and ${b.send}`).toEqual(second)
}
