import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'

export interface ReservedPort {
  readonly port: number
  /** Gives the port to who listens on it next. */
  release(): Promise<void>
}

/**
 * Takes a loopback port: `wanted` where it can be had, else any. Links and tokens name it long before the gateway listens on
 * it; left free until then, it would sometimes be given to others.
 */
export async function reservePort(wanted: number): Promise<ReservedPort> {
  return (await take(wanted)) ?? (await take(0))!
}

function take(port: number): Promise<ReservedPort | undefined> {
  return new Promise((resolve) => {
    const holder = createServer()
    holder.once('error', () => resolve(undefined))
    holder.listen(port, '127.0.0.1', () => {
      const { port: taken } = holder.address() as AddressInfo
      resolve({ port: taken, release: () => new Promise((done) => holder.close(() => done())) })
    })
  })
}
