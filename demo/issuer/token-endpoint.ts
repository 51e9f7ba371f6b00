import type { IncomingMessage } from 'node:http'
import { authenticateClient, type ClientAuthentication } from './clients.ts'
import type { Mint } from './mint.ts'

export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

const MAX_BODY = 64 * 1024

/** The token endpoint, for the client credentials grant alone (RFC 6749 §4.4, §5; SMART Backend Services). */
export async function answerTokenRequest(
  request: IncomingMessage,
  authentication: ClientAuthentication,
  mint: Mint,
  lifetime: number,
): Promise<Answer> {
  if (request.method !== 'POST') return refusal(400, 'invalid_request')
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

function refusal(status: number, error: string): Answer {
  return { status, body: { error } }
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  let body = ''
  for await (const chunk of request.setEncoding('latin1')) {
    body += chunk
    if (body.length > MAX_BODY) return undefined
  }
  return new URLSearchParams(body)
}
