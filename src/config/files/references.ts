import type { Secret } from './secret.ts'

/** What a secret must be like to be of use. */
export interface SecretForm {
  /** Characters that it must have; more than one only where the site makes it up itself. */
  readonly least?: number
  /** It is sent as `Authorization: Bearer`: visible ASCII, nothing else. */
  readonly bearer?: boolean
}

/** Where a secret comes from: exactly one of the two. */
export interface SecretReference {
  readonly reference: 'secret'
  readonly from: { readonly env: string } | { readonly file: string }
  readonly form: SecretForm
}

/** A path as written; relative ones are meant from the directory of the configuration file. */
export interface PathReference {
  readonly reference: 'file' | 'directory'
  readonly path: string
}

/** A private key by its file; read to a `Secret` that holds it as PKCS #8 PEM. */
export interface PrivateKeyReference {
  readonly reference: 'private-key'
  readonly path: string
}

export type Reference = SecretReference | PathReference | PrivateKeyReference

/** `T` with secrets read, paths made absolute, and everything read-only. */
export type Resolved<T> = T extends SecretReference | PrivateKeyReference
  ? Secret
  : T extends PathReference
    ? string
    : T extends URL
      ? Readonly<URL>
      : T extends readonly (infer Item)[]
        ? readonly Resolved<Item>[]
        : T extends object
          ? { readonly [Key in keyof T]: Resolved<T[Key]> }
          : T

export function isReference(value: object): value is Reference {
  return 'reference' in value
}
