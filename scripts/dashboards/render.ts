import { readdirSync, writeFileSync } from 'node:fs'
import { asMarkup } from './markup.ts'
import { type Panel, readDashboard } from './panels.ts'
import { type Line, plot } from './plot.ts'

/** Asks Prometheus for the values of an expression. */
export type AskPrometheus = (expr: string) => Promise<
  readonly {
    readonly metric: Readonly<Record<string, string>>
    readonly values: readonly (readonly [number, string])[]
  }[]
>

/**
 * Renders all dashboards as one HTML page of plots, from a running Prometheus: for the eye, where there is no Grafana.
 * @param window for `$__rate_interval`, such as `10s`.
 */
export async function renderDashboards(ask: AskPrometheus, window: string, file: string): Promise<void> {
  const sections: string[] = []
  for (const name of readdirSync('dashboards/panels').sort()) {
    const { title, rows } = readDashboard(`dashboards/panels/${name}`)
    const panels = await Promise.all(
      rows.flatMap((row) => row.panels).map(async (panel) => figure(panel, await linesOf(panel, ask, window))),
    )
    sections.push(`<h2>${asMarkup(title)}</h2><section>${panels.join('')}</section>`)
  }
  writeFileSync(file, page(sections.join('')))
}

async function linesOf({ queries }: Panel, ask: AskPrometheus, window: string): Promise<readonly Line[]> {
  const answers = await Promise.all(
    queries.map(async ({ expr, legend }) => {
      const asked = expr.replaceAll('$__rate_interval', window).replaceAll('$job', '.*')
      return (await ask(asked)).map(({ metric, values }) => ({
        name: legend.replace(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? ''),
        points: values.map(([at, value]) => [at, Number(value)] as const).filter(([, value]) => Number.isFinite(value)),
      }))
    }),
  )
  return answers.flat()
}

function figure({ title, description, unit }: Panel, lines: readonly Line[]): string {
  return `<figure><figcaption title="${asMarkup(description)}">${asMarkup(title)}</figcaption>${plot(lines, unit)}</figure>`
}

function page(body: string): string {
  const style = `body{font:14px system-ui;margin:1.5rem;background:#f6f7f9;color:#1b1f24}
section{display:grid;grid-template-columns:repeat(3,1fr);gap:1rem}
figure{margin:0;background:#fff;border:1px solid #dde1e6;border-radius:6px;padding:.6rem}
figcaption{font-weight:600;margin-bottom:.3rem}svg{width:100%;height:auto}`
  return `<!doctype html><meta charset="utf-8"><title>Gatehouse</title><style>${style}</style><h1>Gatehouse</h1>${body}\n`
}
