import { type Effort, newEffort } from '../../fhir/patch/effort.ts'
import { documentSlot, openObject, type Slot } from '../../fhir/patch/tree.ts'
import { writeDocument } from '../../fhir/patch/write.ts'
import { REDACTED, withLabels } from '../../fhir/security-labels.ts'
import type { Redaction } from '../../policy/language.ts'
import { AnswerError } from '../bundle/error.ts'
import { answerLimits } from '../guard/limits.ts'
import { redactElements } from './elements.ts'
import { dropNarratives, mayHaveNarrative } from './narratives.ts'
import { mayNest, nestedIn } from './nested.ts'

/** What is redacted in a resource inside of another; `hide` when the whole must not leave because of it. */
export type NestedRedactions = (resourceType: string, bytes: Buffer) => readonly Redaction[] | 'hide'

/**
 * The resource without its redacted elements, or with stand-ins for them, and so for every resource inside of it. All
 * narratives in it go, for they may tell the same (narrative.html) of each other as well: a Composition tells what the
 * entries beside it hold. It is labelled as redacted. Bytes of what is not touched stay.
 *
 * @param bytes one resource, checked before.
 * @returns undefined when there is nothing to redact in it; `hide` when a resource inside must not be seen.
 * @throws AnswerError when it cannot be told.
 */
export function redactResource(
  bytes: Buffer,
  redactions: readonly Redaction[],
  ofNested: NestedRedactions | undefined,
): Buffer | 'hide' | undefined {
  const nests = ofNested !== undefined && mayNest(bytes)
  if (redactions.length === 0 && !nests) return undefined
  const work: Work = { effort: newEffort(), ofNested: nests ? ofNested : undefined }
  const redacted = redactOne(bytes, redactions, work)
  return redacted === undefined || redacted === 'hide' ? redacted : labelled(withoutNarratives(redacted))
}

interface Work {
  readonly effort: Effort
  readonly ofNested: NestedRedactions | undefined
}

function redactOne(bytes: Buffer, redactions: readonly Redaction[], work: Work): Buffer | 'hide' | undefined {
  const root = documentSlot(bytes)
  const members = openObject(root, work.effort)
  if (members === undefined) throw new AnswerError('malformed', 'a resource to redact')
  const own = redactElements(members, redactions, work.effort)
  const inside = work.ofNested ? redactNested(root, work.ofNested, work) : false
  if (inside === 'hide') return 'hide'
  if (!own && !inside) return undefined
  return written(root)
}

function written(root: Slot): Buffer {
  const bytes = writeDocument(root, answerLimits.entryBytes)
  if (bytes === undefined) throw new AnswerError('too-large', 'a resource to redact')
  return bytes
}

/** @returns whether any was touched. */
function redactNested(root: Slot, ofNested: NestedRedactions, work: Work): boolean | 'hide' {
  let touched = false
  for (const { slot, resourceType, isContained } of nestedIn(root, work.effort)) {
    const bytes = writeDocument({ ...slot, before: NONE, after: NONE }, answerLimits.entryBytes)
    if (bytes === undefined) throw new AnswerError('too-large', 'a resource inside of another')
    const redactions = ofNested(resourceType, bytes)
    if (redactions === 'hide') return 'hide'
    const redacted = redactOne(bytes, redactions, work)
    if (redacted === 'hide') return 'hide'
    if (redacted === undefined) continue
    slot.node = isContained ? redacted : labelled(redacted)
    touched = true
  }
  return touched
}

function withoutNarratives(bytes: Buffer): Buffer {
  if (!mayHaveNarrative(bytes)) return bytes
  const root = documentSlot(bytes)
  return dropNarratives(root, newEffort()) ? written(root) : bytes
}

function labelled(bytes: Buffer): Buffer {
  const result = withLabels(bytes, [REDACTED])
  if (result === undefined) throw new AnswerError('malformed', 'meta of a redacted resource')
  return result
}

const NONE = Buffer.alloc(0)
