import type { IncomingMessage } from 'node:http'
import { SignJWT } from 'jose'
import { type Answer, refusal } from './answer.ts'
import { authenticateClient, type ClientAuthentication } from './clients.ts'
import { readForm } from './form.ts'
import type { Issued } from './issued.ts'
import type { SigningKey } from './signing-keys.ts'

export interface Introspection {
  readonly issuer: string
  readonly issued: Issued
  readonly authentication: ClientAuthentication
  /** A bearer token that may ask as well. */
  readonly bearer: string | undefined
  readonly key: () => SigningKey
}

export const SIGNED_ANSWER = 'application/token-introspection+jwt'

/** The introspection endpoint (RFC 7662 §2): says of a token of this issuer what it stands for. Signed when asked (RFC 9701). */
export async function answerIntrospection(
  request: IncomingMessage,
  introspection: Introspection,
): Promise<Answer | string> {
  const form = await readForm(request)
  const token = form?.get('token')
  if (form === undefined || !token) return refusal(400, 'invalid_request')
  const asking = await whoAsks(request.headers.authorization, form, introspection)
  if (asking === undefined) return refusal(401, 'invalid_client')
  const claims = await introspection.issued.find(token)
  const body = claims === undefined ? { active: false } : { active: true, token_type: 'Bearer', ...claims }
  return request.headers.accept === SIGNED_ANSWER ? signed(body, asking, introspection) : { status: 200, body }
}

/** The client id of who asks; empty for the bearer token, which belongs to no client. */
async function whoAsks(
  authorization: string | undefined,
  form: URLSearchParams,
  { authentication, bearer }: Introspection,
): Promise<string | undefined> {
  if (bearer !== undefined && authorization === `Bearer ${bearer}`) return ''
  return (await authenticateClient(authorization, form, authentication))?.id
}

function signed(body: object, audience: string, { issuer, key }: Introspection): Promise<string> {
  const { algorithm, keyId, privateKey } = key()
  return new SignJWT({ token_introspection: body })
    .setProtectedHeader({ alg: algorithm, kid: keyId, typ: 'token-introspection+jwt' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .sign(privateKey)
}
