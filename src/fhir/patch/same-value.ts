import { textAt } from '../json/string.ts'
import { type Effort, spend } from './effort.ts'
import { type Node, type ObjectNode, openNode } from './tree.ts'

const QUOTE = 0x22

/**
 * Whether two JSON values are equal (RFC 6902 §4.6): strings by their characters, numbers by what they stand for,
 * arrays item by item, objects member by member in any order. False also when nothing may be spent any more.
 */
export function sameValue(left: Node, right: Node, effort: Effort): boolean {
  if (Buffer.isBuffer(left) && Buffer.isBuffer(right) && left.equals(right)) return spend(effort, left.length)
  const a = openNode(left, effort)
  const b = openNode(right, effort)
  if (a === undefined || b === undefined) return false
  if (Buffer.isBuffer(a) || Buffer.isBuffer(b))
    return Buffer.isBuffer(a) && Buffer.isBuffer(b) && sameScalar(a, b, effort)
  if (a.kind === 'object') return b.kind === 'object' && sameMembers(a, b, effort)
  if (b.kind !== 'array' || a.items.length !== b.items.length || !spend(effort, a.items.length)) return false
  return a.items.every(({ node }, index) => sameValue(node, b.items[index]!.node, effort))
}

function sameMembers(a: ObjectNode, b: ObjectNode, effort: Effort): boolean {
  if (a.members.size !== b.members.size || !spend(effort, a.members.size)) return false
  for (const [name, { node }] of a.members) {
    const other = b.members.get(name)
    if (other === undefined || !sameValue(node, other.node, effort)) return false
  }
  return true
}

function sameScalar(a: Buffer, b: Buffer, effort: Effort): boolean {
  if (!spend(effort, a.length + b.length)) return false
  if (a[0] === QUOTE || b[0] === QUOTE) return b[0] === a[0] && textOf(a) === textOf(b)
  const number = numberOf(a)
  return number === undefined ? a.equals(b) : number === numberOf(b)
}

/** The characters of a value that is a string; undefined for any other. */
export function textOf(node: Node): string | undefined {
  return Buffer.isBuffer(node) ? textAt(node, [0, node.length]) : undefined
}

/** One spelling for each number, digits kept however many: `1.50` and `15e-1` are `15e-1`, all zeros `0`. */
function numberOf(bytes: Buffer): string | undefined {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(bytes.toString('latin1'))
  if (parts === null) return undefined
  const [, sign, whole, fraction = '', exponent = '0'] = parts
  const digits = (whole! + fraction).replace(/^0+/, '')
  const short = digits.replace(/0+$/, '')
  if (short === '') return '0'
  return `${sign}${short}e${Number(exponent) - fraction.length + digits.length - short.length}`
}
