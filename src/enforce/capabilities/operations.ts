import { findOpen } from '../../authorize/operations.ts'
import type { OperationLevel } from '../../fhir/definitions/definitions.ts'
import { operationInteraction } from '../../policy/question.ts'
import { address, code, type Element, elements, filled } from './members.ts'
import type { Publication } from './publication.ts'

/** The operations that are open at one of `levels` and that some caller may be permitted. */
export function publicOperations(
  value: unknown,
  levels: readonly OperationLevel[],
  type: string | undefined,
  { authority, links, everPermitted }: Publication,
): readonly Element[] | undefined {
  const kept = elements(value).flatMap((operation): readonly Element[] => {
    const name = code(operation.name)?.replace(/^\$/, '')
    const definition = address(operation.definition, links)
    if (name === undefined || definition === undefined) return []
    const isOpen = levels.some((level) => findOpen({ name, level, ...(type && { type }) }, authority.operations))
    return isOpen && everPermitted(operationInteraction(name), type, name) ? [{ name, definition }] : []
  })
  return filled(kept)
}
