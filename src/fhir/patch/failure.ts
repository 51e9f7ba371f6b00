/**
 * A well-formed patch that cannot be applied to this resource (RFC 6902 §5, fhirpatch.html): nothing of it is applied.
 * - `test`: the resource has another value than the patch takes it to have.
 * - `path`: the patch names a place that is not there, or not one place.
 * - `value`: what would result is not allowed: another `id` or `resourceType`, a wrong type, too large or too costly.
 */
export interface PatchFailure {
  readonly failed: 'test' | 'path' | 'value'
  /** For logs and `explain`: names the operation and the rule, never content of the resource. */
  readonly detail: string
}

export function fail(failed: PatchFailure['failed'], detail: string): PatchFailure {
  return { failed, detail }
}

export function isFailure(value: unknown): value is PatchFailure {
  return typeof value === 'object' && value !== null && 'failed' in value
}
