import type { Document, Node, YAMLError } from 'yaml'
import { isAlias, isCollection, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'
import { formatPath, type Path, type Problem } from '../problems/problem.ts'
import { readTree, startOf, TOO_DEEP, type YamlTree } from './yaml-tree.ts'

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

/** Nobody fixes more at a time, and one mistake often makes every later line look faulty. */
const MAX_FAULTS = 20

/**
 * Reads `text` as one document of YAML 1.2 core: no duplicate keys, no tags, aliases and levels bounded.
 * The parser's own messages are not used, because they quote the text and a secret may be in it.
 */
export function readYaml(text: string, file: string): YamlSource {
  const lines = new LineCounter()
  const parsed = parse(text, lines)
  const document = parsed ?? parseDocument('')
  const tree = readTree(document)
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const at: YamlSource['at'] = (path, mark, text) => ({
    ...place(offsetOf(document, tree, path, mark)),
    ...{ path: formatPath(path), ...text },
  })
  const faults = withoutEchoes([
    ...(parsed === undefined ? [{ offset: 0, ...TOO_DEEP }] : []),
    ...document.errors.map((fault) => ({ offset: fault.pos[0], ...describeFault(fault) })),
    ...tree.faults.map(({ offset, what, expected }) => ({ offset, what, expected })),
  ])
  const problems = bounded(faults).map(({ offset, ...text }) => ({ ...place(offset), path: '', ...text }))
  const broken = parsed === undefined || document.errors.length > 0 || tree.faults.some(({ breaks }) => breaks)
  return { data: broken ? undefined : tree.data, problems, broken, at }
}

/** Undefined when it is nested so deeply that the parser, which goes into it call by call, cannot follow. */
function parse(text: string, lineCounter: LineCounter): Document | undefined {
  try {
    return parseDocument(text, {
      ...{ version: '1.2', schema: 'core', strict: true, uniqueKeys: false, prettyErrors: false },
      ...{ lineCounter, logLevel: 'error' },
    })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

interface Fault {
  readonly offset: number
  readonly what: string
  readonly expected: string
}

/** One mistake often shows itself several times at one place; the first says enough. */
function withoutEchoes(faults: readonly Fault[]): readonly Fault[] {
  const seen = new Set<number>()
  return faults.filter(({ offset }) => !seen.has(offset) && seen.add(offset))
}

function bounded(faults: readonly Fault[]): readonly Fault[] {
  const inOrder = [...faults].sort((a, b) => a.offset - b.offset)
  const next = inOrder[MAX_FAULTS]
  if (next === undefined) return faults
  const more = {
    offset: next.offset,
    what: `${faults.length - MAX_FAULTS} more faults begin here`,
    expected: 'valid YAML',
  }
  return [...inOrder.slice(0, MAX_FAULTS), more]
}

/** Only the kind of fault is said. */
function describeFault({ code }: YAMLError): Pick<Fault, 'what' | 'expected'> {
  if (code === 'RESOURCE_EXHAUSTION') return TOO_DEEP
  if (code === 'MULTIPLE_DOCS')
    return { what: 'a second document begins', expected: 'one document per file, so no --- here' }
  if (code === 'TAB_AS_INDENT') return { what: 'a tab is used for indentation', expected: 'spaces' }
  if (code === 'BAD_INDENT')
    return { what: 'the indentation is inconsistent', expected: 'all keys of a map in the same column' }
  if (code === 'MISSING_CHAR') return { what: 'a quote, bracket or separator is missing', expected: 'valid YAML' }
  if (code === 'BLOCK_AS_IMPLICIT_KEY') {
    return {
      what: 'a map begins on the line of its key',
      expected: "the map on a new line, or quotes around text that has ': ' in it",
    }
  }
  if (code === 'BAD_SCALAR_START')
    return { what: 'text begins with a reserved character', expected: 'quotes around it' }
  return { what: `is not valid YAML (${code})`, expected: 'YAML 1.2' }
}

function offsetOf({ contents }: Document, { pairOf, targetOf }: YamlTree, path: Path, mark: Mark): number {
  let node: unknown = contents
  let offset = startOf(contents)
  for (const [index, step] of path.entries()) {
    const holder = isAlias(node) ? targetOf(node) : node
    if (!isCollection(holder)) return offset
    const pair = isMap(holder) ? pairOf(holder, step) : { key: undefined, value: holder.items[Number(step)] }
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
