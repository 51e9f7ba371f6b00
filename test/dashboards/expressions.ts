import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { readDashboard } from '../../scripts/dashboards/panels.ts'

/** An expression of a dashboard or a rule, and where it stands. */
export interface Expression {
  readonly where: string
  readonly expr: string
}

export interface Alert {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook: string }
}

const PANELS = 'dashboards/panels'

export const dashboards = readdirSync(PANELS).map((file) => ({
  name: file.replace(/\.yaml$/, ''),
  dashboard: readDashboard(`${PANELS}/${file}`),
}))

export const panelExpressions: readonly Expression[] = dashboards.flatMap(({ name, dashboard }) =>
  dashboard.rows.flatMap(({ panels }) =>
    panels.flatMap(({ title, queries }) => queries.map(({ expr }) => ({ where: `${name}: ${title}`, expr }))),
  ),
)

export const alerts: readonly Alert[] = rulesOf('alerts').map((rule) => rule as unknown as Alert)

export const ruleExpressions: readonly Expression[] = ['recording', 'alerts'].flatMap((file) =>
  rulesOf(file).map(({ record, alert, expr }) => ({ where: `${file}: ${record ?? alert}`, expr: expr as string })),
)

function rulesOf(file: string): readonly Readonly<Record<string, unknown>>[] {
  const { groups } = parse(readFileSync(`dashboards/rules/${file}.yaml`, 'utf8'))
  return groups.flatMap(({ rules }: { rules: [] }) => rules)
}

/** Metrics that an expression reads, with the labels it asks of them or groups by. */
export function metricsOf(expr: string): readonly { readonly metric: string; readonly labels: readonly string[] }[] {
  const grouped = [...expr.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, names]) => split(names as string))
  return [...expr.matchAll(/\b((?:gatehouse|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)].map(([, metric, matchers]) => ({
    metric: metric as string,
    labels: [...grouped, ...[...(matchers ?? '').matchAll(/(\w+)\s*[=!]~?"/g)].map(([, name]) => name as string)],
  }))
}

function split(names: string): readonly string[] {
  return names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
