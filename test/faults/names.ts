import dns, { type LookupAddress } from 'node:dns'

/** What the name service says of a name instead of the truth. `late`: after so many milliseconds. */
export type Saying = 'unknown' | 'fails' | { readonly late: number } | { readonly address: string }

type Callback = (error: NodeJS.ErrnoException | null, address?: string | LookupAddress[], family?: number) => void

const sayings = new Map<string, Saying>()
const truth = dns.lookup
dns.lookup = lookup as typeof dns.lookup

/**
 * Tells the name service of this process what to say of a name below `.localhost`; else all of them are this machine.
 * Undefined: the truth again.
 */
export function sayOf(name: string, saying: Saying | undefined): void {
  if (saying === undefined) sayings.delete(name)
  else sayings.set(name, saying)
}

function lookup(name: string, options: { all?: boolean } | Callback, callback?: Callback): void {
  const done = (callback ?? options) as Callback
  if (!name.endsWith('.localhost')) {
    truth(name, options as never, done as never)
    return
  }
  const all = typeof options === 'object' && options.all === true
  const tell = (address: string) => (all ? done(null, [{ address, family: 4 }]) : done(null, address, 4))
  const saying = sayings.get(name) ?? { address: '127.0.0.1' }
  if (saying === 'unknown') setImmediate(() => done(failure('ENOTFOUND')))
  else if (saying === 'fails') setImmediate(() => done(failure('EAI_AGAIN')))
  else if ('address' in saying) setImmediate(() => tell(saying.address))
  else setTimeout(() => tell('127.0.0.1'), saying.late).unref()
}

function failure(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code, syscall: 'getaddrinfo' })
}
