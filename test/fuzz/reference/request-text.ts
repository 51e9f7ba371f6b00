/** A request as inputs and corpora write it down. Latin-1 but for the body, which is bytes. */
export interface RequestText {
  readonly method: string
  readonly target: string
  /** Names and values in turn, as Node gives them: trimmed, and only of characters that HTTP lets through. */
  readonly rawHeaders: readonly string[]
  /** Absent without an empty line behind the headers. */
  readonly body: Buffer | undefined
}

/** Node refuses what is longer. */
const MAX_HEAD = 16 * 1024

/** Reads `METHOD target`, lines `Name: value`, and what is behind an empty line. Any bytes come to some request. */
export function readRequestText(input: Buffer): RequestText {
  const end = input.indexOf('\n\n')
  const head = (end < 0 ? input : input.subarray(0, end)).subarray(0, MAX_HEAD)
  const [line = '', ...lines] = head.toString('latin1').split('\n')
  const [method = '', ...target] = line.split(' ')
  const rawHeaders = lines.flatMap((each) => {
    const colon = each.indexOf(':')
    const name = colon < 0 ? '' : each.slice(0, colon)
    const value = trimmed(each.slice(colon + 1))
    return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name) && !/[\x00-\x08\x0a-\x1f\x7f]/.test(value) ? [name, value] : []
  })
  return { method, target: target.join(' '), rawHeaders, body: end < 0 ? undefined : input.subarray(end + 2) }
}

/** Without spaces and tabs around it, in linear time. */
function trimmed(text: string): string {
  let [from, to] = [0, text.length]
  while (text[from] === ' ' || text[from] === '\t') from++
  while (to > from && (text[to - 1] === ' ' || text[to - 1] === '\t')) to--
  return text.slice(from, to)
}

/** Looks headers up as Node's parsed map does: repeated ones joined. */
export function lookupIn(rawHeaders: readonly string[]): (name: string) => string | undefined {
  const joined = new Map<string, string>()
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase()
    const before = joined.get(name)
    joined.set(name, before === undefined ? rawHeaders[at + 1]! : `${before}, ${rawHeaders[at + 1]}`)
  }
  return (name) => joined.get(name)
}
