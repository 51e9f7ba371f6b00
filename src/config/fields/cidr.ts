import { isIP } from 'node:net'
import { z } from 'zod'

const EXPECTED = 'a network such as 10.0.0.0/8 or fd00::/8, not everyone'

/** A network in CIDR form (RFC 4632 §3.1, RFC 4291 §2.3) that is not the whole address space. */
export function cidr() {
  return z.string({ error: EXPECTED }).refine(isNetwork, { error: EXPECTED })
}

function isNetwork(text: string): boolean {
  const [, address = '', prefix = ''] = /^([0-9A-Fa-f:.]+)\/(\d{1,3})$/.exec(text) ?? []
  const family = isIP(address)
  return family !== 0 && Number(prefix) >= 1 && Number(prefix) <= (family === 4 ? 32 : 128)
}
