import { createPrivateKey, type JsonWebKeyInput } from 'node:crypto'

/** A private key as PKCS #8 PEM, or why the bytes are none. The bytes never appear in the fault. */
export type PrivateKeyReading = { readonly pem: string } | { readonly fault: string }

/** Reads an unencrypted private key from PEM or from a JWK (RFC 7517 §4). */
export function readPrivateKey(bytes: Buffer): PrivateKeyReading {
  const text = bytes.toString('utf8').trim()
  try {
    const key = createPrivateKey(text.startsWith('{') ? jwkInput(text) : text)
    return { pem: key.export({ type: 'pkcs8', format: 'pem' }) as string }
  } catch {
    return { fault: 'holds no private key that can be read' }
  }
}

function jwkInput(text: string): JsonWebKeyInput {
  return { key: JSON.parse(text), format: 'jwk' }
}
