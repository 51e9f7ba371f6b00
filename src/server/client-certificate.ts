import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import { createProxyTrust } from './client-address.ts'

/** The SHA-256 thumbprint, in base64url, of the certificate that a client holds (RFC 8705 §3.1); undefined when there is none. */
export type CertificateReader = (request: Pick<IncomingMessage, 'socket' | 'headersDistinct'>) => string | undefined

/** Characters of a certificate in base64. */
const MAX_LENGTH = 12 * 1024
/** A Byte Sequence (RFC 8941 §3.3.5) in its one spelling: alphabet and padding as RFC 4648 §4 has them. */
const BYTE_SEQUENCE = /^:((?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?):$/

/**
 * Reads the client's certificate anew with each request: that of this TLS connection, a resumed one as well, whoever signed
 * it; behind a listed proxy the one that `Client-Cert` names (RFC 9440 §2.2), for the proxy's own certificate proves
 * nothing of the client. The header of anybody else is as if it were not there.
 */
export function createCertificateReader(trustedProxies: readonly string[]): CertificateReader {
  const isTrusted = createProxyTrust(trustedProxies)
  return ({ socket, headersDistinct }) => {
    if (isTrusted(socket.remoteAddress)) return thumbprintOfHeader(headersDistinct['client-cert'])
    return socket instanceof TLSSocket ? thumbprintOfConnection(socket) : undefined
  }
}

function thumbprintOfConnection(socket: TLSSocket): string | undefined {
  const { raw } = socket.getPeerCertificate() ?? {}
  return raw === undefined ? undefined : hash('sha256', raw, 'base64url')
}

/** A proxy that sends two certificates, or none that can be read, has not said whose request it is. */
function thumbprintOfHeader(values: readonly string[] | undefined): string | undefined {
  const [value = '', ...further] = values ?? []
  if (further.length > 0 || value.length > MAX_LENGTH) return undefined
  const [, encoded] = BYTE_SEQUENCE.exec(value) ?? []
  if (encoded === undefined) return undefined
  const certificate = Buffer.from(encoded, 'base64')
  return certificate.toString('base64') === encoded ? hash('sha256', certificate, 'base64url') : undefined
}
