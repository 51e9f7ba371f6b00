import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readFile } from '../../src/config/files/read-file.ts'
import { loadConfig } from '../../src/config/load.ts'
import { callerOfClaims } from '../../src/explain/claimed-caller.ts'
import { explain } from '../../src/explain/explain.ts'
import type { Explanation } from '../../src/explain/explanation.ts'
import type { ExplainedRequest } from '../../src/explain/judge.ts'
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
  readonly now?: number
  readonly address?: string
}

const file = fileURLToPath(new URL('../../config/gatehouse.yaml', import.meta.url))
const loaded = loadConfig(file, { environment: {}, execArgv: [] })
if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems))
export const { config } = loaded
export const parts: ExplainParts = explainPartsOf(config)

/** What the default configuration decides with, under another policy. @param policy text of `policy.yaml` */
export function partsWith(policy: string): ExplainParts {
  const around = (path: string, maxBytes: number) =>
    path.endsWith('/policy.yaml') ? { bytes: Buffer.from(policy) } : readFile(path, maxBytes)
  const read = loadConfig(relative('.', file), { environment: {}, execArgv: [], readFile: around })
  if ('problems' in read) throw new Error(JSON.stringify(read.problems))
  return explainPartsOf(read.config)
}

/** What the command would explain by the default configuration. @param by the same under another policy */
export function explained(given: Given, by: ExplainParts = parts): Explanation {
  const { request, scopes, claims, headers = {}, body, resources = [], now, address } = given
  const cut = request.indexOf(' ')
  const isForm = typeof body === 'string'
  const type = isForm ? 'application/x-www-form-urlencoded' : 'application/fhir+json'
  const asked = {
    method: request.slice(0, cut),
    target: request.slice(cut + 1),
    headers: body === undefined ? headers : { 'Content-Type': type, ...headers },
    body: body === undefined ? undefined : Buffer.from(isForm ? body : JSON.stringify(body)),
  }
  const from = { ...(now !== undefined && { now }), ...(address !== undefined && { address }) }
  return explainedRequest(asked, { ...claims, scope: scopes }, resources, by, from)
}

/** The same for a request as it goes over the wire, its target relative to the FHIR base. */
export function explainedRequest(
  { method, target, headers, body }: CaseRequest,
  claims: Readonly<Record<string, unknown>>,
  resources: readonly unknown[] = [],
  by: ExplainParts = parts,
  from: Pick<ExplainedRequest, 'now' | 'address'> = {},
): Explanation {
  return explain(
    { method, target: `/fhir${target}`, rawHeaders: Object.entries(headers).flat(), body, ...from },
    callerOfClaims({ sub: 'someone', client_id: 'some-app', ...claims }, config.issuers, by.readScopes),
    resources.map(
      (resource, index) => readCandidate(`${index}.json`, Buffer.from(JSON.stringify(resource))) as Candidate,
    ),
    by,
  )
}
