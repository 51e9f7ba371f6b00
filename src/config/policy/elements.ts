import type { Elements } from '../../fhir/patch/elements.ts'
import type { Redaction } from '../../policy/language.ts'
import type { Path } from '../problems/problem.ts'
import type { Context, Fault } from './context.ts'

/** What every resource that is judged, linked or labelled needs to keep. */
const kept = new Set(['id', 'meta', 'resourceType', 'implicitRules'])

/**
 * `Patient.address.line` → its type and path; what there is not is reported. Choice elements, written without `[x]` or with
 * it, get it in the path, so that all names that they have in JSON are known by it (json.html#choice).
 */
export function readElement(
  text: string,
  style: Redaction['style'],
  types: readonly string[] | undefined,
  at: Path,
  { fhir }: Context,
  fault: Fault,
): Redaction {
  const [type = '', ...steps] = text.split('.')
  const path = steps.map((step) => step.replace(/\[x\]$/, ''))
  if (kept.has(path[0] ?? ''))
    fault(at, 'cannot be redacted: every resource must keep it', 'an element of the content, such as Patient.address')
  else if (types !== undefined && types.length > 0 && !types.includes(type)) {
    fault(at, `is of ${type}, which the rule does not list under resources`, 'an element of a type in `resources`')
  } else if (fhir?.definitions.isResourceType(type)) {
    const missing = missingStep(type, path, fhir.elements())
    if (missing !== undefined) {
      const what = `is not an element of ${type} in FHIR ${fhir.definitions.version}`
      const expected = 'the path of an element such as Patient.address.line; a choice element without its type'
      fault(at, what, expected, missing.near === undefined ? undefined : [type, ...missing.near].join('.'))
    }
  } else if (fhir !== undefined)
    fault(at, `does not begin with a resource type of FHIR ${fhir.definitions.version}`, 'a resource type')
  return { type, path: fhir === undefined ? path : withChoices(type, path, fhir.elements()), style }
}

function withChoices(type: string, path: readonly string[], elements: Elements): readonly string[] {
  let types: readonly string[] = [type]
  return path.map((step) => {
    const found = types.flatMap((each) => elements.element(each, step) ?? [])
    types = found.flatMap((element) => element.types)
    return found.some(({ isChoice }) => isChoice) ? `${step}[x]` : step
  })
}

/** The first step that no type before it has, with the path that was probably meant. */
function missingStep(type: string, path: readonly string[], elements: Elements): { near?: string[] } | undefined {
  let types: readonly string[] = [type]
  for (const [index, step] of path.entries()) {
    const found = types.flatMap((each) => elements.element(each, step) ?? [])
    if (found.length === 0) {
      const choice = choiceOf(step, types, elements)
      return choice === undefined ? {} : { near: [...path.slice(0, index), choice, ...path.slice(index + 1)] }
    }
    types = found.flatMap((element) => element.types)
  }
  return undefined
}

/** `valueQuantity` is how JSON writes `value` (json.html#choice). */
function choiceOf(step: string, types: readonly string[], elements: Elements): string | undefined {
  const starts = [...step.matchAll(/[A-Z]/g)].map(({ index }) => step.slice(0, index))
  return starts.find((start) => types.some((type) => elements.element(type, start)?.isChoice))
}
