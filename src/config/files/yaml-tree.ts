import type { Alias, Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml'
import { isAlias, isMap, isNode, isScalar, isSeq } from 'yaml'
import { createAliases, type Walked } from './yaml-aliases.ts'

/** What YAML allows and a configuration does not need, or what is written twice. */
export interface TreeFault {
  /** Characters before it in the text. */
  readonly offset: number
  readonly what: string
  readonly expected: string
  /** The data is not to be judged. */
  readonly breaks: boolean
}

/** The nodes of a document, walked once. */
export interface YamlTree {
  readonly data: unknown
  readonly faults: readonly TreeFault[]
  /** The first entry of that key. */
  pairOf(map: YAMLMap, key: string | number): Pair | undefined
  /** What an alias stands for; undefined = nothing that is complete before it. */
  targetOf(alias: Alias): Node | undefined
}

/** Far more than any section has; what reads the data goes into it call by call. */
const MAX_LEVELS = 100
export const TOO_DEEP = { what: 'is nested too deeply', expected: `at most ${MAX_LEVELS} levels` }

const NOTHING: Walked = { data: null, size: 1, levels: 0, repeats: 1 }

/**
 * Plain data of a document, looking at each node once: the library looks for each key among all keys before it, and for
 * the target of each alias through the whole document.
 */
export function readTree({ contents }: Pick<Document, 'contents'>): YamlTree {
  const faults: TreeFault[] = []
  const aliases = createAliases()
  const pairs = new Map<YAMLMap, Map<unknown, Pair>>()
  let isTooDeep = false

  function refuse(node: Node, what: string, expected: string): void {
    faults.push({ offset: startOf(node), what, expected, breaks: true })
  }

  function walk(node: unknown, level: number): Walked {
    if (!isNode(node)) return NOTHING
    if (isAlias(node)) return follow(node, level)
    if (node.tag !== undefined) refuse(node, 'a YAML tag is used', 'a value without a tag such as !secret')
    const end = aliases.begin(node)
    const walked = isScalar(node) ? { ...NOTHING, data: node.value } : walkCollection(node as YAMLMap | YAMLSeq, level)
    end(walked)
    return walked
  }

  function follow(alias: Alias, level: number): Walked {
    const followed = aliases.follow(alias)
    if (followed === undefined) {
      refuse(alias, 'an alias has no anchor before it', 'an anchor (&name) that ends before the alias (*name)')
      return NOTHING
    }
    const { excess, ...walked } = followed
    if (excess !== undefined) {
      faults.push({
        offset: startOf(contents),
        what: 'repeats a block by alias too often',
        expected: excess,
        breaks: true,
      })
    }
    if (level + walked.levels > MAX_LEVELS) refuseDepth(alias)
    return walked
  }

  function refuseDepth(node: Node): void {
    if (!isTooDeep) refuse(node, TOO_DEEP.what, TOO_DEEP.expected)
    isTooDeep = true
  }

  function walkCollection(node: YAMLMap | YAMLSeq, level: number): Walked {
    if (level === MAX_LEVELS) {
      refuseDepth(node)
      return NOTHING
    }
    const inner = isSeq(node) ? node.items.map((item) => walk(item, level + 1)) : []
    const data = isMap(node) ? walkMap(node, level, inner) : inner.map((each) => each.data)
    return {
      data,
      size: inner.reduce((sum, { size }) => sum + size, 1),
      levels: 1 + inner.reduce((most, { levels }) => Math.max(most, levels), 0),
      repeats: inner.reduce((most, { repeats }) => Math.max(most, repeats), 1),
    }
  }

  /** @param inner the values are added here */
  function walkMap(map: YAMLMap, level: number, inner: Walked[]): unknown {
    const known = new Map<unknown, Pair>()
    const data: Record<string, unknown> = {}
    pairs.set(map, known)
    for (const pair of map.items) {
      const name = nameOf(pair, known)
      const walked = walk(pair.value, level + 1)
      inner.push(walked)
      if (name !== undefined) set(data, name, walked.data)
    }
    return data
  }

  function nameOf(pair: Pair, known: Map<unknown, Pair>): string | undefined {
    const { key } = pair
    const at = isNode(key) ? startOf(key) : 0
    if (isScalar(key)) {
      walk(key, 0)
      if (known.has(key.value)) {
        faults.push({ offset: at, what: 'this key is given twice', expected: 'each key once', breaks: false })
      } else known.set(key.value, pair)
      if (typeof key.value === 'string') return key.value
    }
    faults.push({ offset: at, what: 'a key is not text', expected: 'a name; a number needs quotes', breaks: true })
    return undefined
  }

  const { data } = walk(contents, 0)
  return {
    data,
    faults,
    pairOf: (map, key) => pairs.get(map)?.get(key),
    targetOf: aliases.targetOf,
  }
}

/** Characters of the text before a node. */
export function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0
}

/** Where a key occurs twice the last value counts; no name reaches the prototype. */
function set(data: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') data[name] = value
  else Object.defineProperty(data, name, { value, writable: true, enumerable: true, configurable: true })
}
