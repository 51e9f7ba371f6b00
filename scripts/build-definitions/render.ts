/** The table as JSON, compact but with one line per type, so that a change of version can be reviewed as a diff. */
export function render(table: object): string {
  const sections = Object.entries(table).map(([name, section]) => `${JSON.stringify(name)}:${lines(section)}`)
  return `{\n${sections.join(',\n')}\n}\n`
}

function lines(section: unknown): string {
  if (Array.isArray(section)) return `[\n${section.map((item) => JSON.stringify(item)).join(',\n')}\n]`
  if (typeof section !== 'object' || section === null) return JSON.stringify(section)
  const members = Object.entries(section).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
  return `{\n${members.join(',\n')}\n}`
}
