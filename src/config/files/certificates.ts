import { createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import type { Report } from '../problems/problem.ts'
import { MAX_FILE_BYTES, type ReadFile } from './read-file.ts'
import type { Secret } from './secret.ts'

/** PEM files by their absolute paths. */
export interface CertificateFiles {
  readonly cert: string
  /** A path, or what was read already; undefined: it could not be. */
  readonly key: string | Secret | undefined
  /** Certificates of authorities, under the name of their key. */
  readonly authorities?: { readonly name: string; readonly path: string | undefined }
}

const CERTIFICATE = 'a PEM file with a certificate and its chain'
const PRIVATE_KEY = 'a PEM file with an unencrypted private key'
const MISMATCH = 'ERR_OSSL_X509_KEY_VALUES_MISMATCH'

/**
 * Whether these files can be used with each other: asked when the configuration is read, since TLS itself would say so only
 * when connections are to be made, and of authorities that are none not even then. What cannot be read was reported before.
 */
export function checkCertificates(
  { cert, key, authorities }: CertificateFiles,
  readFile: ReadFile,
  report: Report,
): void {
  const bytesOf = (path: string) => {
    const contents = readFile(path, MAX_FILE_BYTES)
    return 'bytes' in contents ? contents.bytes : undefined
  }
  const certificate = bytesOf(cert)
  const privateKey = typeof key === 'string' ? bytesOf(key) : key?.reveal()
  const trusted = authorities?.path === undefined ? undefined : bytesOf(authorities.path)
  const isCertificate = certificate === undefined || isReadable(() => new X509Certificate(certificate))
  const isKey = privateKey === undefined || isReadable(() => createPrivateKey(privateKey))
  if (!isCertificate) report.problem(['cert'], 'holds no certificate', CERTIFICATE)
  if (!isKey) report.problem(['key'], 'holds no private key that can be read', PRIVATE_KEY)
  if (authorities !== undefined && trusted !== undefined && !isReadable(() => new X509Certificate(trusted))) {
    report.problem([authorities.name], 'holds no certificate', 'a PEM file with certificates of authorities')
  }
  if (certificate === undefined || privateKey === undefined || !isCertificate || !isKey) return
  const code = faultOf(certificate, privateKey)
  if (code === MISMATCH) report.problem(['key'], 'is not the key of the certificate', 'the private key of cert')
  else if (code !== undefined) report.problem(['cert'], `cannot be used (${code})`, CERTIFICATE)
}

function isReadable(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch {
    return false
  }
}

/** What TLS says of the pair; a code, which names no contents. */
function faultOf(cert: Buffer, key: Buffer | string): string | undefined {
  try {
    createSecureContext({ cert, key })
    return undefined
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'
  }
}
