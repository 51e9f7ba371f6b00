import { fileURLToPath } from 'node:url'
import { loadConfig } from '../../src/config/load.ts'
import { callerOfClaims } from '../../src/explain/claimed-caller.ts'
import { explain } from '../../src/explain/explain.ts'
import type { Explanation } from '../../src/explain/explanation.ts'
import { type ExplainParts, explainPartsOf } from '../../src/explain/parts.ts'
import { type Candidate, readCandidate } from '../../src/explain/resources.ts'
import type { CaseRequest } from '../fixtures/cases.ts'

/** A request of someone whose token has these claims; the target is relative to the FHIR base. */
export interface Given {
  readonly request: string
  /** Parted at spaces. */
  readonly scopes: string
  readonly claims?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON, or as a form if it is text. */
  readonly body?: unknown
  readonly resources?: readonly unknown[]
}

const file = fileURLToPath(new URL('../../config/gatehouse.yaml', import.meta.url))
const loaded = loadConfig(file, { environment: {}, execArgv: [] })
if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems))
export const { config } = loaded
export const parts: ExplainParts = explainPartsOf(config)

/** What the command would explain by the default configuration. */
export function explained({ request, scopes, claims, headers = {}, body, resources = [] }: Given): Explanation {
  const cut = request.indexOf(' ')
  const isForm = typeof body === 'string'
  const type = isForm ? 'application/x-www-form-urlencoded' : 'application/fhir+json'
  const asked = {
    method: request.slice(0, cut),
    target: request.slice(cut + 1),
    headers: body === undefined ? headers : { 'Content-Type': type, ...headers },
    body: body === undefined ? undefined : Buffer.from(isForm ? body : JSON.stringify(body)),
  }
  return explainedRequest(asked, { ...claims, scope: scopes }, resources)
}

/** The same for a request as it goes over the wire, its target relative to the FHIR base. */
export function explainedRequest(
  { method, target, headers, body }: CaseRequest,
  claims: Readonly<Record<string, unknown>>,
  resources: readonly unknown[] = [],
): Explanation {
  return explain(
    { method, target: `/fhir${target}`, rawHeaders: Object.entries(headers).flat(), body },
    callerOfClaims({ sub: 'someone', client_id: 'some-app', ...claims }, config.issuers, parts.readScopes),
    resources.map(
      (resource, index) => readCandidate(`${index}.json`, Buffer.from(JSON.stringify(resource))) as Candidate,
    ),
    parts,
  )
}
