import { readStrict } from '../fhir/json/strict.ts'
import { isRefusal } from '../fhir/refusal.ts'

const MAX_BYTES = 65_536
const MAX_ISSUES = 20
const MAX_EXPRESSIONS = 5
const MAX_DEPTH = 16

/**
 * Issue types (valueset-issue-type.html) that speak of the content sent. Others, such as `not-found`, `duplicate` or
 * `multiple-matches`, can speak of resources that the caller may not know of.
 */
const ABOUT_CONTENT: ReadonlySet<unknown> = new Set([
  ...['invalid', 'structure', 'required', 'value', 'invariant', 'processing', 'not-supported', 'code-invalid'],
  ...['extension', 'too-long', 'business-rule'],
])
const SEVERE: ReadonlySet<unknown> = new Set(['error', 'fatal'])
/** A plain element path such as `Patient.contact[1].value[x]`: names and indexes, no room for values. */
const ELEMENT = /^[A-Z][A-Za-z]{0,63}(?:\.[a-z][A-Za-z]{0,63}(?:\[x\])?(?:\[[0-9]{1,4}\])?){0,16}$/

interface Issue {
  readonly severity: unknown
  readonly code: unknown
  readonly expression?: readonly string[]
}

/**
 * What may be passed on of an upstream OperationOutcome about a request that it rejected, so that developers learn which
 * element is wrong: severity, code and element paths of the issues about the content. Texts, diagnostics, narratives,
 * locations and extensions go, because they quote values and other resources.
 *
 * @returns undefined when the body is not such an OperationOutcome, or nothing of it is left.
 */
export function cleanOutcome(body: Buffer): Buffer | undefined {
  if (body.length > MAX_BYTES) return undefined
  const read = readStrict(body, { depth: MAX_DEPTH })
  if (isRefusal(read)) return undefined
  const outcome = read.value as { resourceType?: unknown; issue?: unknown }
  if (outcome.resourceType !== 'OperationOutcome' || !Array.isArray(outcome.issue)) return undefined
  const issue = outcome.issue.slice(0, MAX_ISSUES).flatMap(cleanIssue)
  return issue.length === 0 ? undefined : Buffer.from(JSON.stringify({ resourceType: 'OperationOutcome', issue }))
}

function cleanIssue(issue: unknown): Issue[] {
  if (typeof issue !== 'object' || issue === null) return []
  const { severity, code, expression } = issue as Record<string, unknown>
  if (!SEVERE.has(severity) || !ABOUT_CONTENT.has(code)) return []
  const paths = Array.isArray(expression) ? expression.slice(0, MAX_EXPRESSIONS).filter(isElement) : []
  return [paths.length === 0 ? { severity, code } : { severity, code, expression: paths }]
}

function isElement(path: unknown): path is string {
  return typeof path === 'string' && ELEMENT.test(path)
}
