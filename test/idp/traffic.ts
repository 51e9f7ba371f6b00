import { vi } from 'vitest'
import type { Site } from './site.ts'

/** Some clients that ask one request after the other. */
export interface Traffic {
  /** Resolves when so many further requests were answered. */
  more(count: number): Promise<unknown>
  /** Ends it; gives the statuses of all answers. */
  stop(): Promise<readonly number[]>
}

/** Keeps four clients asking, each time with the token that `token` then gives. */
export function traffic(site: Site, token: () => string): Traffic {
  let going = true
  const statuses: number[] = []
  const client = async () => {
    while (going) statuses.push((await site.ask(token())).status)
  }
  const clients = Promise.all(Array.from({ length: 4 }, client))
  return {
    more(count) {
      const wanted = statuses.length + count
      return vi.waitUntil(() => statuses.length >= wanted, { timeout: 60_000, interval: 5 })
    },
    async stop() {
      going = false
      await clients
      return statuses
    },
  }
}
