/** The media type of every answer that the gateway writes itself; the spelling that FHIR servers commonly use. */
export const FHIR_JSON = 'application/fhir+json; charset=utf-8'

/** One thing to tell: HTTP status, OperationOutcome.issue.code (`severity` is `error` unless said), and a fixed text. */
export interface Told {
  readonly status: number
  readonly issue: string
  readonly severity?: 'error' | 'fatal' | 'information'
  readonly show: string
}

/** An answer of the gateway's own. Header names in lower case; the body complete. */
export interface OwnAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/**
 * The answer with one OperationOutcome (operationoutcome.html) that says `told` and nothing else: never `diagnostics`,
 * never anything of the request, so that two requests refused alike get the same bytes.
 */
export function outcomeAnswer({ status, issue, severity = 'error', show }: Told): OwnAnswer {
  const outcome = { resourceType: 'OperationOutcome', issue: [{ severity, code: issue, details: { text: show } }] }
  return ownAnswer(status, Buffer.from(JSON.stringify(outcome)))
}

export function ownAnswer(status: number, body: Buffer): OwnAnswer {
  return { status, headers: { 'content-type': FHIR_JSON }, body }
}

export function withHeaders<Answer extends OwnAnswer>(answer: Answer, headers: OwnAnswer['headers']): Answer {
  return { ...answer, headers: Object.assign({}, answer.headers, headers) }
}

/** The answers to a catalogue of codes, written once. */
export function outcomeAnswers<Code extends string>(catalogue: Readonly<Record<Code, Told>>): Record<Code, OwnAnswer> {
  const codes = Object.keys(catalogue) as Code[]
  return Object.fromEntries(codes.map((code) => [code, outcomeAnswer(catalogue[code])])) as Record<Code, OwnAnswer>
}
