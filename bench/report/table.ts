/** What is printed: for people as text, for documents as Markdown. */
export interface Table {
  readonly title: string
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
  return [
    '',
    title,
    ...[head, ...rows].map((row) => `  ${line(row).trimEnd()}`),
    ...notes.map((note) => `  ${note}`),
  ].join('\n')
}

export function asMarkdown({ title, head, rows, notes = [] }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = line(head.map((_, n) => (n === 0 ? '---' : '---:')))
  return ['', `**${title}**`, '', line(head), rule, ...rows.map(line), ...notes.flatMap((note) => ['', note])].join(
    '\n',
  )
}
