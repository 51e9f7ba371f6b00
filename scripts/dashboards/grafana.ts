import type { Dashboard, Panel } from './panels.ts'

const GRID = 24
const WIDTH = { stat: 6, timeseries: 12, table: 12 } as const
const HEIGHT = { stat: 4, timeseries: 8, table: 8 } as const
const source = { type: 'prometheus', uid: '$datasource' }

/** Lays a dashboard out as the JSON that Grafana imports (schema 39, Grafana 11). */
export function grafanaJson({ title, uid, description, rows }: Dashboard): object {
  const panels: object[] = []
  let y = 0
  for (const row of rows) {
    panels.push({
      type: 'row',
      title: row.title,
      id: panels.length + 1,
      collapsed: false,
      panels: [],
      gridPos: at(0, y, GRID, 1),
    })
    y += 1
    let x = 0
    let height = 0
    for (const panel of row.panels) {
      if (x + WIDTH[panel.type] > GRID) {
        x = 0
        y += height
        height = 0
      }
      panels.push(panelJson(panel, panels.length + 1, at(x, y, WIDTH[panel.type], HEIGHT[panel.type])))
      x += WIDTH[panel.type]
      height = Math.max(height, HEIGHT[panel.type])
    }
    y += height
  }
  return {
    title,
    uid,
    description,
    tags: ['gatehouse'],
    schemaVersion: 39,
    editable: true,
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    templating: { list: [datasource, job] },
    panels,
  }
}

function at(x: number, y: number, w: number, h: number) {
  return { x, y, w, h }
}

function panelJson(
  { title, type, unit, description, thresholds, queries }: Panel,
  id: number,
  gridPos: object,
): object {
  const steps = [
    { color: 'green', value: null },
    ...(thresholds ?? []).map((value, index) => ({ color: index === 0 ? 'orange' : 'red', value })),
  ]
  return {
    id,
    type,
    title,
    description,
    gridPos,
    datasource: source,
    fieldConfig: {
      defaults: { unit, ...(thresholds && { thresholds: { mode: 'absolute', steps } }) },
      overrides: [],
    },
    options:
      type === 'timeseries' ? { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } } : {},
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: source,
      expr,
      legendFormat: legend,
      ...(type === 'table' && { format: 'table', instant: true }),
    })),
  }
}

const datasource = { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus', current: {} }
const job = {
  name: 'job',
  label: 'Job',
  type: 'query',
  datasource: source,
  query: { query: 'label_values(gatehouse_config_info, job)', refId: 'job' },
  includeAll: true,
  allValue: '.*',
  multi: true,
  refresh: 2,
  current: { text: 'All', value: '$__all' },
}
