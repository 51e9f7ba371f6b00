import { isIP } from 'node:net'
import { instantSchema } from '../policy/schema/time.ts'
import type { Fault } from './explain-files.ts'

/** The options that say when and from where a request comes. */
export interface CircumstanceOptions {
  readonly address?: string | undefined
  readonly now?: string | undefined
}

/** When and from where a request comes; what is not given is left to be this moment, and the gateway's own machine. */
export function readCircumstances({ address, now }: CircumstanceOptions): { address?: string; now?: number } | Fault {
  if (address !== undefined && isIP(address) === 0)
    return { fault: '--address must be an IP address, such as 10.20.1.5' }
  if (now === undefined) return address === undefined ? {} : { address }
  const instant = instantSchema.safeParse(now)
  if (!instant.success) return { fault: '--now must be an instant with its offset, such as 2026-03-02T08:00:00+01:00' }
  return { ...(address !== undefined && { address }), now: instant.data }
}
