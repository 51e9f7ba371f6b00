import type { Secret } from '../../config/files/secret.ts'

/** How the gateway proves to an issuer who is asking; exactly one is there. */
export interface IntrospectionCredential {
  readonly clientSecret?: Secret | undefined
  readonly privateKey?: AssertionKey | undefined
  readonly certificate?: ClientCertificate | undefined
  readonly bearer?: Secret | undefined
}

export interface AssertionKey {
  /** PKCS #8 PEM. */
  readonly file: Secret
  /** Absent: the usual one of the key. */
  readonly algorithm?: string | undefined
  readonly keyId?: string | undefined
  /** Absent: the introspection endpoint. */
  readonly audience?: string | undefined
}

export interface ClientCertificate {
  /** Path of a PEM file. */
  readonly cert: string
  /** PKCS #8 PEM. */
  readonly key: Secret
  /** Path of a PEM file; absent: the usual authorities. */
  readonly ca?: string | undefined
}

/** How one issuer is asked about its tokens, as `issuers[].introspection` holds it. */
export interface IntrospectionOptions extends IntrospectionCredential {
  /** Absent: `introspection_endpoint` of the issuer's metadata. */
  readonly url?: Readonly<URL> | undefined
  /** `opaque`: for tokens that are no JWT. `always`: for JWTs as well, after their signature. */
  readonly when: 'opaque' | 'always'
  readonly clientId?: string | undefined
  /** Milliseconds for which an answer is believed. */
  readonly cache: number
  /** Accepts only signed answers (RFC 9701). */
  readonly signed: boolean
}
