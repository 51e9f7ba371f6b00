/** One step of a path below a resource. */
export type PathStep =
  /** An element; `as` names the type of a choice element (`value[x]`), `index` takes one item of a list. */
  | { readonly kind: 'element'; readonly name: string; readonly as?: string; readonly index?: number }
  /** `Extension.value[x]` of any type. */
  | { readonly kind: 'extension-value' }
  /** `.where(name = 'literal')` */
  | { readonly kind: 'equals'; readonly name: string; readonly literal: string }
  /** `.where(resolve() is Type)` */
  | { readonly kind: 'refers-to'; readonly type: string }

/** One branch of a union: steps below resources of type `root`. */
export interface Path {
  readonly root: string
  readonly steps: readonly PathStep[]
}

const ROOT = /^[A-Z][A-Za-z]*/
const STEP_FORMS = {
  refersTo: /^\.where\(\s*resolve\(\)\s+is\s+([A-Z][A-Za-z]*)\s*\)/,
  equals: /^\.where\(\s*([a-z][A-Za-z0-9]*)\s*=\s*'([^'\\]*)'\s*\)/,
  extension: /^\.extension\(\s*'([^'\\]*)'\s*\)/,
  cast: /^(?:\.(?:as|ofType)\(\s*([A-Za-z][A-Za-z0-9]*)\s*\)|\s+as\s+([A-Za-z][A-Za-z0-9]*))/,
  index: /^\[(\d{1,4})\]/,
  element: /^\.([a-z][A-Za-z0-9]*)(?!\w*\()/,
}

/**
 * Parts of a FHIRPath union `a | b`, where `|` stands outside parentheses and quotes.
 */
export function splitUnion(expression: string): string[] {
  const parts: string[] = []
  let depth = 0
  let quoted = false
  let start = 0
  for (let at = 0; at < expression.length; at++) {
    const char = expression[at]
    if (char === "'") quoted = !quoted
    else if (quoted) continue
    else if (char === '(') depth++
    else if (char === ')') depth--
    else if (char === '|' && depth === 0) {
      parts.push(expression.slice(start, at).trim())
      start = at + 1
    }
  }
  parts.push(expression.slice(start).trim())
  return parts
}

/**
 * The part of a search parameter's expression that speaks of one base: many parameters share one expression across
 * all their bases (`Account.subject | Observation.subject`). Undefined when no part does.
 */
export function expressionFor(base: string, expression: string): string | undefined {
  const own = splitUnion(expression).filter((part) => ROOT.exec(part.replace(/^\(+/, ''))?.[0] === base)
  return own.length === 0 ? undefined : own.join(' | ')
}

/**
 * Reads one branch of a search expression. The subset is what the search parameters of R4, R4B and R5 use to point
 * at elements (FHIRPath §3–5): element steps, `as`/`ofType`, `[n]`, `extension('url')` and two forms of `where`.
 * Anything else gives undefined: it is never guessed at.
 */
export function parsePath(branch: string): Path | undefined {
  const unwrapped = unwrap(branch)
  const root = ROOT.exec(unwrapped)?.[0]
  if (root === undefined) return undefined
  const steps: PathStep[] = []
  let rest = unwrapped.slice(root.length)
  while (rest !== '') {
    const read = readStep(rest, steps)
    if (read === undefined) return undefined
    rest = rest.slice(read)
  }
  return { root, steps }
}

/** `(A.b as C).d` and `(A.b)` without their parentheses: those only group what is read from left to right anyway. */
function unwrap(branch: string): string {
  const grouped = /^\(([^()]*(?:\([^()]*\)[^()]*)*)\)(.*)$/.exec(branch.trim())
  return grouped === null ? branch.trim() : unwrap(grouped[1]!) + grouped[2]!
}

/** Adds the next step to `steps`; gives the number of characters read. */
function readStep(rest: string, steps: PathStep[]): number | undefined {
  let found = STEP_FORMS.refersTo.exec(rest)
  if (found) {
    steps.push({ kind: 'refers-to', type: found[1]! })
    return found[0].length
  }
  found = STEP_FORMS.equals.exec(rest)
  if (found) {
    steps.push({ kind: 'equals', name: found[1]!, literal: found[2]! })
    return found[0].length
  }
  found = STEP_FORMS.extension.exec(rest)
  if (found) {
    steps.push({ kind: 'element', name: 'extension' }, { kind: 'equals', name: 'url', literal: found[1]! })
    return found[0].length
  }
  found = STEP_FORMS.cast.exec(rest)
  if (found) return qualify(steps, { as: found[1] ?? found[2]! }) ? found[0].length : undefined
  found = STEP_FORMS.index.exec(rest)
  if (found) return qualify(steps, { index: Number(found[1]) }) ? found[0].length : undefined
  found = STEP_FORMS.element.exec(rest)
  if (!found) return undefined
  steps.push(elementStep(found[1]!, rest.slice(found[0].length), steps))
  return found[0].length
}

function elementStep(name: string, after: string, before: readonly PathStep[]): PathStep {
  const untypedValue = name === 'value' && !STEP_FORMS.cast.test(after) && endsAtExtension(before)
  return untypedValue ? { kind: 'extension-value' } : { kind: 'element', name }
}

function endsAtExtension(steps: readonly PathStep[]): boolean {
  const last = steps.findLast((step) => step.kind !== 'equals')
  return last?.kind === 'element' && last.name === 'extension'
}

/** `as` and `[n]` belong to the element before them. */
function qualify(steps: PathStep[], qualifier: { as: string } | { index: number }): boolean {
  const last = steps.at(-1)
  if (last?.kind !== 'element' || last.as !== undefined) return false
  steps[steps.length - 1] = { ...last, ...qualifier }
  return true
}
