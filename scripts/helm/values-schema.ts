interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly [keyword: string]: unknown
}

/** Keys of gatehouse.yaml that the chart writes itself, or that its `termination` stands for. */
export const chartKeys: readonly (readonly string[])[] = [
  ['server', 'listen'],
  ['server', 'tls'],
  ['server', 'allowPlainText'],
  ['server', 'timeouts', 'drain'],
  ['server', 'timeouts', 'notice'],
  ['admin'],
  ['store'],
  ['policy'],
]

/** The schema of the chart's values: its own part, with that of the configuration, less the chart's keys, as `config`. */
export function valuesSchema(own: Schema, config: Schema): Schema {
  const { $schema: _, title: __, ...body } = chartKeys.reduce(withoutKey, config)
  return { ...own, properties: { ...own.properties, config: withoutPatterns(body) as Schema } }
}

function withoutKey(schema: Schema, [key = '', ...deeper]: readonly string[]): Schema {
  const { [key]: inner, ...rest } = schema.properties ?? {}
  if (inner === undefined) throw new Error(`the configuration has no key ${key}`)
  const properties = deeper.length === 0 ? rest : { ...rest, [key]: withoutKey(inner, deeper) }
  return { ...schema, properties }
}

/** Helm reads patterns in the dialect of Go, which lacks what ours need; `gatehouse check` and the start hold them. */
function withoutPatterns(part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return part
  if (Array.isArray(part)) return part.map(withoutPatterns)
  const kept = Object.entries(part).filter(([keyword, value]) => keyword !== 'pattern' || typeof value !== 'string')
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, withoutPatterns(value)]))
}
