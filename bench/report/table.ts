/** What is printed: for people as text, for documents as Markdown. */
export interface Table {
  readonly title: string
  /** None = notes alone. */
  readonly head: readonly string[]
  /** The first cell of each row is a name, the others are figures. */
  readonly rows: readonly (readonly string[])[]
  /** Lines below it. */
  readonly notes?: readonly string[]
}

export function asText({ title, head, rows, notes = [] }: Table): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!))).join('   ')
  const lines = head.length === 0 ? [] : [head, ...rows].map(line)
  return ['', title, ...[...lines, ...notes].map((each) => `  ${each.trimEnd()}`)].join('\n')
}

export function asMarkdown({ title, head, rows, notes = [] }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = head.map((_, n) => (n === 0 ? '---' : '---:'))
  const lines = head.length === 0 ? [] : ['', ...[head, rule, ...rows].map(line)]
  return ['', `**${title}**`, ...lines, ...notes.flatMap((note) => ['', note])].join('\n')
}
