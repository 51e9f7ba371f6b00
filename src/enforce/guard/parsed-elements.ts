import { readStrict } from '../../fhir/json/strict.ts'
import { isRefusal } from '../../fhir/refusal.ts'
import { AnswerError } from '../bundle/error.ts'
import type { ResourceBytes } from '../bundle/top-level.ts'
import { answerLimits } from './limits.ts'

const OBJECT_OPEN = 0x7b
const ARRAY_OPEN = 0x5b

/**
 * The few elements of a resource that a judgement looks at, parsed; the rest stays bytes. Read strictly: an element
 * with the same name twice could be read otherwise by whoever gets it.
 *
 * @throws AnswerError
 */
export function partOf({ members, resourceType }: ResourceBytes, elements: readonly string[]): unknown {
  const part: Record<string, unknown> = { resourceType }
  for (const name of elements) {
    const span = members.spanOf(name)
    if (span !== undefined) part[name] = readValue(members.bytes.subarray(...span))
  }
  return part
}

function readValue(bytes: Buffer): unknown {
  const [first] = bytes
  if (first !== OBJECT_OPEN && first !== ARRAY_OPEN) return JSON.parse(bytes.toString())
  const read = readStrict(bytes, { depth: answerLimits.depth, top: first === ARRAY_OPEN ? 'array' : 'object' })
  if (isRefusal(read)) throw new AnswerError('malformed', 'an element that tells whose a resource is')
  return read.value
}

/** All of a resource, parsed. It is not read for repeated names: what is looked for in it is looked for in all of it. */
export function readWhole({ members }: ResourceBytes): unknown {
  return JSON.parse(members.own.toString())
}
