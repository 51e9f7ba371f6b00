import type { PatchInteraction } from '../interaction.ts'
import type { JsonBody } from '../json/strict.ts'
import { isRefusal, type Refusal } from '../refusal.ts'
import { type Effort, newEffort } from './effort.ts'
import type { Elements } from './elements.ts'
import { fail, type PatchFailure } from './failure.ts'
import { applyFhirOperation } from './fhirpath-patch.ts'
import { readFhirPatch } from './fhirpath-patch-syntax.ts'
import { applyJsonOperation } from './json-patch.ts'
import { readJsonPatch } from './json-patch-syntax.ts'
import { prune } from './prune.ts'
import { textOf } from './same-value.ts'
import { documentSlot, type Slot } from './tree.ts'
import { writeDocument } from './write.ts'

/** Longest result, in bytes. */
const MAX_PATCHED_BYTES = 16 * 2 ** 20

type Step = (root: Slot) => PatchFailure | undefined

/**
 * The stored resource with a JSON Patch (RFC 6902) or FHIRPath Patch (fhirpatch.html) applied, all of it or nothing.
 * Numbers, names, white space and everything else that the patch does not touch are the bytes they were; members keep
 * their order and new ones come last; objects and arrays that the patch leaves empty are taken out.
 *
 * @param stored one resource, an object.
 * @returns the bytes of the patched resource, which may be the same as before; a refusal (`PARAMETER_INVALID`,
 * `TOO_MANY_PARAMETERS`) when the patch is not one, whatever it were applied to; a failure when it does not fit this resource.
 */
export function applyPatch(
  stored: JsonBody,
  { dialect, body }: Pick<PatchInteraction, 'dialect' | 'body'>,
  elements: Elements,
): Buffer | Refusal | PatchFailure {
  const effort = newEffort()
  const steps = dialect === 'json-patch' ? jsonSteps(body, effort) : fhirSteps(body, elements, effort)
  if (isRefusal(steps)) return steps
  const root = documentSlot(stored.bytes)
  for (const [index, step] of steps.entries()) {
    const failure = step(root)
    if (effort.left < 0) return fail('value', `operation ${index}: the patch takes too much`)
    if (failure !== undefined) return { ...failure, detail: `operation ${index}: ${failure.detail}` }
  }
  return finish(stored, root)
}

function jsonSteps(body: JsonBody, effort: Effort): readonly Step[] | Refusal {
  const operations = readJsonPatch(body, effort)
  if (isRefusal(operations)) return operations
  return operations.map((operation) => (root) => applyJsonOperation(root, operation, effort))
}

function fhirSteps(body: JsonBody, elements: Elements, effort: Effort): readonly Step[] | Refusal {
  const operations = readFhirPatch(body, effort)
  if (isRefusal(operations)) return operations
  return operations.map((operation) => (root) => applyFhirOperation(root, operation, { elements, effort }))
}

function finish(stored: JsonBody, root: Slot): Buffer | PatchFailure {
  if (Buffer.isBuffer(root.node)) return stored.bytes
  prune(root.node)
  const after = root.node.kind === 'object' ? root.node.members : undefined
  const before = stored.value as Readonly<Record<string, unknown>>
  for (const name of ['resourceType', 'id']) {
    const member = after?.get(name)
    if (!isUnchanged(member, before[name])) return fail('value', `the ${name} would change`)
  }
  return writeDocument(root, MAX_PATCHED_BYTES) ?? fail('value', 'the result is too large')
}

/** Both are strings in every resource, or not there. */
function isUnchanged(after: Slot | undefined, before: unknown): boolean {
  if (after === undefined) return before === undefined
  return typeof before === 'string' && textOf(after.node) === before
}
