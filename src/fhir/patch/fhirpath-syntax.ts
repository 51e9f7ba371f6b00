/** One step of the paths that a FHIRPath Patch may use here. */
export type PathStep =
  /** An element by its FHIRPath name: `value` for what JSON has as `valueQuantity`. */
  | { readonly kind: 'element'; readonly name: string }
  /** `[n]`: one of all that the path so far leads to, from 0. */
  | { readonly kind: 'index'; readonly index: number }
  /** `.where(a.b = 'literal')`: those that have one such string below them. */
  | { readonly kind: 'where'; readonly names: readonly string[]; readonly literal: string }

export interface ElementPath {
  /** The resource type that the path starts with. */
  readonly root: string
  readonly steps: readonly PathStep[]
}

const MAX_PATH_CHARACTERS = 1000
const ROOT = /^[A-Z][A-Za-z]*/
const STEPS =
  /\.where\(\s*([a-z][A-Za-z0-9]*(?:\.[a-z][A-Za-z0-9]*)*)\s*=\s*'([^'\\]*)'\s*\)|\.([a-z][A-Za-z0-9]*)|\[(\d{1,9})\]/y

/**
 * Reads a path of the plain kind: `Patient.contact[0].name`, `Patient.name.where(use = 'official').given`. FHIRPath has
 * far more (functions, operators, `resolve()`), and what is not understood in full must not decide what is written.
 *
 * @returns undefined for anything else, or a path of more than 1000 characters.
 */
export function readElementPath(text: string): ElementPath | undefined {
  if (text.length > MAX_PATH_CHARACTERS) return undefined
  const root = ROOT.exec(text)?.[0]
  if (root === undefined) return undefined
  const steps: PathStep[] = []
  for (let at = root.length; at < text.length; at = STEPS.lastIndex) {
    STEPS.lastIndex = at
    const found = STEPS.exec(text)
    if (found === null) return undefined
    const [, condition, literal, name, index] = found
    if (condition !== undefined) steps.push({ kind: 'where', names: condition.split('.'), literal: literal! })
    else if (name !== undefined) steps.push({ kind: 'element', name })
    else steps.push({ kind: 'index', index: Number(index) })
  }
  return { root, steps }
}
