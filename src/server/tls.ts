import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { TlsSettings } from './settings.ts'

/** What Node's TLS server takes; contents, not paths. */
export interface SecureOptions {
  readonly cert: Buffer
  readonly key: Buffer
  /** Who signs client certificates that are believed; an empty list is nobody, while none at all would be Node's own list. */
  readonly ca?: Buffer | []
  readonly minVersion: TlsSettings['minVersion']
  readonly requestCert: boolean
  readonly rejectUnauthorized: boolean
}

/**
 * Reads certificate, key and client CA, and checks that they fit together.
 * @throws when a file cannot be read, is no PEM, or the key is not the certificate's
 */
export function readSecureOptions(settings: TlsSettings): SecureOptions {
  const asks = settings.clientAuth !== 'none'
  const options: SecureOptions = {
    cert: readFileSync(settings.cert),
    key: readFileSync(settings.key),
    ...(asks && { ca: settings.clientCa === undefined ? ([] as []) : readFileSync(settings.clientCa) }),
    minVersion: settings.minVersion,
    requestCert: asks,
    rejectUnauthorized: settings.clientAuth === 'require',
  }
  createSecureContext(options)
  return options
}

/** Whether two readings are of the same files. */
export function sameSecureOptions(a: SecureOptions, b: SecureOptions): boolean {
  return a.cert.equals(b.cert) && a.key.equals(b.key) && sameAuthorities(a.ca, b.ca)
}

function sameAuthorities(a: SecureOptions['ca'], b: SecureOptions['ca']): boolean {
  return Buffer.isBuffer(a) && Buffer.isBuffer(b) ? a.equals(b) : Buffer.isBuffer(a) === Buffer.isBuffer(b)
}
