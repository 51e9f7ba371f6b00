import { setTimeout as pause } from 'node:timers/promises'
import type { Filled } from './fill.ts'

export interface Heard {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** What was asked and searched so far. */
export const tally = { requests: 0, bytes: 0, statuses: new Map<number, number>() }

/** Sends a filled way, or follows a link, with a token. A gateway that is too busy is asked again. */
export async function ask(base: string, token: string, filled: Filled): Promise<Heard> {
  for (let patience = 20; ; patience--) {
    const heard = await askOnce(base, token, filled)
    if (heard.status !== 503 || patience === 0) return heard
    await pause(500)
  }
}

async function askOnce(base: string, token: string, { method, path, headers, body }: Filled): Promise<Heard> {
  const url = path.startsWith('http') ? path : `${base}${/^(?:$|\?)/.test(path) ? '' : '/'}${path}`
  const answer = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/fhir+json' }),
      ...headers,
      authorization: `Bearer ${token}`,
    },
    ...(body !== undefined && { body }),
  })
  const text = await answer.text()
  const heard = { status: answer.status, headers: answer.headers, text }
  tally.requests++
  tally.bytes += everyByteOf(heard).length
  tally.statuses.set(heard.status, (tally.statuses.get(heard.status) ?? 0) + 1)
  return heard
}

/** Status, headers and body, as one text to be searched. */
export function everyByteOf({ status, headers, text }: Heard): string {
  return [status, ...[...headers].map(([name, value]) => `${name}: ${value}`), text].join('\n')
}

const random = [
  [/_page=[\w.~-]+/g, '_page='],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'uuid'],
  [/"lastUpdated":\s*"[^"]*"/g, '"lastUpdated"'],
  [/"lastModified":\s*"[^"]*"/g, '"lastModified"'],
  [/#[\w-]{16}"/g, '#source"'],
] as const

/** An answer without what differs between any two, and without the marks that the two requests named. */
export function masked({ status, headers, text }: Heard, named: Iterable<string>): string {
  const head = [...headers].filter(
    ([name]) => !['date', 'x-request-id', 'content-length', 'last-modified'].includes(name),
  )
  let told = [status, ...head.map((pair) => pair.join(': ')), text].join('\n')
  for (const [pattern, by] of random) told = told.replace(pattern, by)
  for (const mark of named) told = told.replaceAll(mark, '#')
  return told
}
