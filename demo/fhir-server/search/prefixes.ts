export type Prefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap'

/** Half open: `end` is the first point after it. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** Takes `gt`, `le` … off the front of an ordered value; `eq` when there is none (search.html#prefix). */
export function readPrefix(text: string): readonly [Prefix, string] {
  const match = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)(?=[-+.\d])/.exec(text)
  return match ? [match[1] as Prefix, text.slice(2)] : ['eq', text]
}

/** How a range found in a resource stands to the range that was asked for (search.html#prefix). */
export function stands(found: Range, prefix: Prefix, asked: Range): boolean {
  const within = asked.start <= found.start && found.end <= asked.end
  switch (prefix) {
    case 'eq':
      return within
    case 'ne':
      return !within
    case 'gt':
      return found.end > asked.end
    case 'lt':
      return found.start < asked.start
    case 'ge':
      return within || found.end > asked.end
    case 'le':
      return within || found.start < asked.start
    case 'sa':
      return found.start >= asked.end
    case 'eb':
      return found.end <= asked.start
    case 'ap':
      return found.start < asked.end && asked.start < found.end
  }
}
