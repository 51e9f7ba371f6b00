import { isIP } from 'node:net'

/** Whether `host` (a name or an address, IPv6 with or without brackets) can only be this machine: RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  if (isIP(bare) === 4) return bare.startsWith('127.')
  if (isIP(bare) === 6) return new URL(`http://[${bare}]`).hostname === '[::1]'
  return bare === 'localhost' || bare.endsWith('.localhost')
}
