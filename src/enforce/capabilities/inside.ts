import { isIP } from 'node:net'

/**
 * Whether a host means something on a private network alone: an address of RFC 1918, 3927, 4193, 4291 or 6598, or a name
 * that the public DNS does not have. IPv6 may have its brackets.
 */
export function isInside(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  if (isIP(bare) === 4) return private4.test(bare)
  if (isIP(bare) === 6) return private6.test(bare)
  return !bare.includes('.') || privateNames.test(bare)
}

const private4 = /^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./
const private6 = /^(?:::|f[cd]|fe[89ab])/
const privateNames = /\.(?:localhost|local|internal|intranet|lan|home\.arpa|svc)\.?$/
