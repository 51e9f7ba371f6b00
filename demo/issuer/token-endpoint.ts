import type { IncomingMessage } from 'node:http'
import { type Answer, refusal } from './answer.ts'
import { authenticateClient, type ClientAuthentication } from './clients.ts'
import { readForm } from './form.ts'
import type { Mint } from './mint.ts'

/** The token endpoint, for the client credentials grant alone (RFC 6749 §4.4, §5; SMART Backend Services). */
export async function answerTokenRequest(
  request: IncomingMessage,
  authentication: ClientAuthentication,
  mint: Mint,
  lifetime: number,
): Promise<Answer> {
  const form = await readForm(request)
  if (form === undefined) return refusal(400, 'invalid_request')
  const client = await authenticateClient(request.headers.authorization, form, authentication)
  if (client === undefined) return refusal(401, 'invalid_client')
  if (form.get('grant_type') !== 'client_credentials') return refusal(400, 'unsupported_grant_type')

  const asked = form.get('scope')?.split(' ') ?? client.scopes
  const scope = asked.filter((each) => client.scopes.includes(each)).join(' ')
  if (scope === '') return refusal(400, 'invalid_scope')
  const token = await mint({ sub: client.id, client_id: client.id, scope, ...client.claims })
  return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: lifetime, scope } }
}
