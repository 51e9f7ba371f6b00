import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A listener that is open. */
export interface Bound {
  /** Scheme, address and port it really has; the port may have been chosen by the system. */
  readonly origin: string
  /** Ends it and every connection at once. */
  close(): Promise<void>
}

/**
 * Opens the operators' listener, in plain text.
 * @throws when the address is taken
 */
export async function bindAdmin(admin: Server, at: { readonly host: string; readonly port: number }): Promise<Bound> {
  await new Promise<void>((resolve, reject) => {
    admin.once('error', reject)
    admin.listen({ ...at }, () => resolve())
  })
  return {
    origin: originOf('http', admin.address() as AddressInfo),
    close: () =>
      new Promise((resolve) => {
        admin.close(() => resolve())
        admin.closeAllConnections()
      }),
  }
}

/** The origin under which a server is reached that listens there. */
export function originOf(scheme: string, { address, family, port }: AddressInfo): string {
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
