import type { Document, Node, YAMLError } from 'yaml'
import { isAlias, isCollection, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import { formatPath, type Path, type Problem } from '../problems/problem.ts'

/** Where a problem is marked: at the value itself, or at the key that leads to it. */
export type Mark = 'value' | 'key'

/** A YAML file as plain data that still knows where everything was written. */
export interface YamlSource {
  readonly data: unknown
  /** Faults of the text itself. */
  readonly problems: readonly Problem[]
  /** The text could not be read as a whole: `data` is not to be judged. */
  readonly broken: boolean
  /** A problem at `path`; what is missing is marked at the nearest thing that is there. */
  at(path: Path, mark: Mark, text: Pick<Problem, 'what' | 'expected' | 'suggestion'>): Problem
}

/** Enough for any honest reuse of a block, far too little for an alias bomb. */
const MAX_ALIASES = 50

/**
 * Reads `text` as one document of YAML 1.2 core: no duplicate keys, no tags, aliases bounded.
 * The parser's own messages are not used, because they quote the text and a secret may be in it.
 */
export function readYaml(text: string, file: string): YamlSource {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    ...{ version: '1.2', schema: 'core', strict: true, uniqueKeys: true, prettyErrors: false },
    ...{ lineCounter: lines, logLevel: 'error' },
  })
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const at: YamlSource['at'] = (path, mark, text) => ({
    ...place(offsetOf(document, path, mark)),
    ...{ path: formatPath(path), ...text },
  })
  const faults = withoutEchoes(document.errors).map((fault) => ({
    ...place(fault.pos[0]),
    path: '',
    ...describeFault(fault),
  }))
  const refused = findRefused(document).map(({ offset, ...text }) => ({ ...place(offset), path: '', ...text }))
  const broken = refused.length > 0 || document.errors.some(({ code }) => code !== 'DUPLICATE_KEY')
  if (broken) return { data: undefined, problems: [...faults, ...refused], broken, at }
  try {
    return { data: document.toJS({ maxAliasCount: MAX_ALIASES }), problems: faults, broken, at }
  } catch {
    const problem = at([], 'value', { what: 'uses its aliases too often', expected: `at most ${MAX_ALIASES}` })
    return { data: undefined, problems: [...faults, problem], broken: true, at }
  }
}

/** One mistake often shows itself several times at one place; the first says enough. */
function withoutEchoes(errors: readonly YAMLError[]): readonly YAMLError[] {
  return errors.filter(({ pos }, index) => errors.findIndex((other) => other.pos[0] === pos[0]) === index)
}

/** Duplicate keys are named, being keys; of everything else only the kind of fault is said. */
function describeFault({ code }: YAMLError): { what: string; expected?: string } {
  if (code === 'DUPLICATE_KEY') return { what: 'this key is given twice', expected: 'each key once' }
  if (code === 'MULTIPLE_DOCS') return { what: 'a second document begins', expected: 'one document in a file' }
  if (code === 'TAB_AS_INDENT') return { what: 'a tab is used for indentation', expected: 'spaces' }
  if (code === 'BAD_INDENT') return { what: 'the indentation does not fit', expected: 'keys of one map in one column' }
  if (code === 'MISSING_CHAR') return { what: 'a quote, bracket or separator is missing', expected: 'valid YAML' }
  if (code === 'BLOCK_AS_IMPLICIT_KEY') {
    return { what: 'a map begins on the line of its key', expected: "a new line, or quotes around text with ': '" }
  }
  if (code === 'BAD_SCALAR_START')
    return { what: 'text begins with a reserved character', expected: 'quotes around it' }
  return { what: `is not valid YAML (${code})`, expected: 'YAML 1.2' }
}

/** What YAML allows and a configuration does not need: tags, keys that are no text, aliases to nothing or to themselves. */
function findRefused(document: Document): readonly { offset: number; what: string; expected: string }[] {
  const found: { offset: number; what: string; expected: string }[] = []
  visit(document, {
    Node(_, node) {
      if (!isAlias(node) && node.tag !== undefined) {
        found.push({ offset: startOf(node), what: 'a tag is used', expected: 'plain YAML without !tags' })
      }
    },
    Alias(_, alias, ancestors) {
      const target = alias.resolve(document)
      if (target !== undefined && !ancestors.includes(target)) return
      found.push({
        offset: startOf(alias),
        what: 'an alias points at nothing before it',
        expected: 'an anchor that is complete',
      })
    },
    Pair(_, { key }) {
      if (isScalar(key) && typeof key.value === 'string') return
      found.push({ offset: isNode(key) ? startOf(key) : 0, what: 'a key is not text', expected: 'a name' })
    },
  })
  return found
}

function offsetOf(document: Document, path: Path, mark: Mark): number {
  let node: unknown = document.contents
  let offset = isNode(node) ? startOf(node) : 0
  for (const [index, step] of path.entries()) {
    const holder = isAlias(node) ? node.resolve(document) : node
    if (!isCollection(holder)) return offset
    const pair = isMap(holder)
      ? holder.items.find(({ key }) => isScalar(key) && key.value === step)
      : { key: undefined, value: holder.items[Number(step)] }
    if (pair === undefined) return offset
    node = pair.value
    const wantsKey = index < path.length - 1 || mark === 'key'
    const marked = isNode(pair.key) && (wantsKey || !isNode(node) || isEmpty(node)) ? pair.key : node
    if (!isNode(marked)) return offset
    offset = startOf(marked)
  }
  return offset
}

/** `key:` with nothing behind it has a value without text; its key is the better place. */
function isEmpty(node: Node): boolean {
  return isScalar(node) && node.value === null && (node.source ?? '') === ''
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0
}
