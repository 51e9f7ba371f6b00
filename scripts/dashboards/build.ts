import { readdirSync, writeFileSync } from 'node:fs'
import { grafanaJson } from './grafana.ts'
import { readDashboard } from './panels.ts'

/** Writes dashboards/grafana/*.json from dashboards/panels/*.yaml. */
for (const file of readdirSync('dashboards/panels')) {
  const name = file.replace(/\.yaml$/, '')
  const json = grafanaJson(readDashboard(`dashboards/panels/${file}`))
  writeFileSync(`dashboards/grafana/${name}.json`, `${JSON.stringify(json, null, 2)}\n`)
  console.log(`dashboards/grafana/${name}.json`)
}
