import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { valuesSchema } from './values-schema.ts'

const CHART = 'helm/gatehouse'

/**
 * Files of the chart that come from elsewhere in the repository, by their path in the chart: a chart cannot read what lies
 * outside of it, and the schema of its values holds the one of the configuration.
 */
export function syncedFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (const name of readdirSync('dashboards/grafana').filter((name) => name.endsWith('.json'))) {
    files.set(`files/dashboards/${name}`, readFileSync(join('dashboards/grafana', name), 'utf8'))
  }
  for (const name of ['recording.yaml', 'alerts.yaml']) {
    files.set(`files/rules/${name}`, readFileSync(join('dashboards/rules', name), 'utf8'))
  }
  const [own, config] = ['helm/values.schema.json', 'config/gatehouse.schema.json'].map((path) =>
    JSON.parse(readFileSync(path, 'utf8')),
  )
  files.set('values.schema.json', `${JSON.stringify(valuesSchema(own, config), null, 2)}\n`)
  return files
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  rmSync(join(CHART, 'files'), { recursive: true, force: true })
  for (const [path, text] of syncedFiles()) {
    mkdirSync(dirname(join(CHART, path)), { recursive: true })
    writeFileSync(join(CHART, path), text)
  }
}
