/** A snippet of a guide: its language, what its info string says of it, and its text. */
export interface Fence {
  readonly language: string
  readonly options: Readonly<Record<string, string>>
  readonly text: string
  /** From 1, of the opening line. */
  readonly line: number
}

/** All fenced snippets of a Markdown text: an info string is a language and `name=value` pairs. */
export function fencesOf(markdown: string): readonly Fence[] {
  return [...markdown.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map((found) => {
    const [language = '', ...pairs] = found[1]!.split(' ')
    const options = Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]))
    return { language, options, text: found[2]!, line: markdown.slice(0, found.index).split('\n').length }
  })
}
