import { randomBytes } from 'node:crypto'
import { tokenHash } from '../fixtures/dpop.ts'
import { encode, forge } from '../fixtures/forge.ts'
import type { Draft, Kind } from './draft.ts'

/** A request as it goes over the wire. */
export interface WrittenRequest {
  readonly token: string
  /** Name and value of each header line. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly query: string
  /** What the issuer says when it is asked; undefined: it knows nothing of the token. */
  readonly answer: Readonly<Record<string, unknown>> | undefined
}

/** Writes a draft: signs the token, hashes it into the proof, signs that. */
export function write(draft: Draft, kind: Kind): WrittenRequest {
  const written = kind.token === 'jwt' ? writeJwt(draft) : `opaque.${randomBytes(24).toString('base64url')}`
  const token = draft.token(written)
  const proofs = draft.proof === undefined ? [] : draft.proof.lines(writeProof(draft.proof, token))
  const lines = [
    ...draft.lines(`${draft.scheme} ${token}`).map((line) => ['Authorization', line] as const),
    ...proofs.map((line) => ['DPoP', line] as const),
    ...(draft.certificate === undefined ? [] : [['Client-Cert', draft.certificate] as const]),
  ]
  return { token, headers: lines, query: draft.query, answer: kind.token === 'opaque' ? draft.claims : undefined }
}

function writeJwt({ header, claims, headerText, payloadText, sign }: Draft): string {
  return forge(headerText(JSON.stringify(header)), payloadText(JSON.stringify(claims)), sign)
}

function writeProof({ header, claims, sign }: NonNullable<Draft['proof']>, token: string): string {
  return forge(header, { ath: tokenHash(token), ...claims }, sign)
}

/** A token in five parts (RFC 7516 §7.1) around another. */
export function encrypted(inner: string): string {
  return `${encode({ alg: 'dir', enc: 'A256GCM', cty: 'JWT' })}..AAAAAAAAAAAAAAAA.${encode(inner)}.AAAAAAAAAAAAAAAAAAAAAA`
}
