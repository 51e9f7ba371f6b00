import type { IncomingMessage } from 'node:http'
import { type Answer, refusal } from './answer.ts'
import { authenticateClient, type ClientAuthentication } from './clients.ts'
import { readForm } from './form.ts'
import type { Issued } from './issued.ts'

/** The revocation endpoint (RFC 7009 §2): takes back a token of the client that asks. What is no token of it is no error. */
export async function answerRevocation(
  request: IncomingMessage,
  authentication: ClientAuthentication,
  issued: Issued,
): Promise<Answer> {
  const form = await readForm(request)
  const token = form?.get('token')
  if (form === undefined || !token) return refusal(400, 'invalid_request')
  const client = await authenticateClient(request.headers.authorization, form, authentication)
  if (client === undefined) return refusal(401, 'invalid_client')
  const claims = await issued.find(token)
  if (claims?.client_id === client.id) issued.revoke(token)
  return { status: 200, body: {} }
}
