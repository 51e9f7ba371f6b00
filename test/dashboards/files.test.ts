import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { grafanaJson } from '../../scripts/dashboards/grafana.ts'
import { alerts, dashboards } from './expressions.ts'

describe.each(dashboards)('dashboard $name', ({ name, dashboard }) => {
  it('is the one that Grafana gets (npm run build:dashboards)', () => {
    expect(JSON.parse(readFileSync(`dashboards/grafana/${name}.json`, 'utf8'))).toEqual(grafanaJson(dashboard))
  })

  it('says of every panel what it shows, under a title of its own', () => {
    const panels = dashboard.rows.flatMap((row) => row.panels)
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length)
    for (const { description } of panels) expect(description).toMatch(/^.{20,}\.$/)
  })
})

describe.each(alerts)('alert $alert', ({ alert, annotations, labels }) => {
  it('has first steps in the runbook', () => {
    expect(readFileSync('docs/operations.md', 'utf8')).toContain(`\n#### ${alert}\n`)
    expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`)
  })

  it('says how urgent it is, and in words what is the matter', () => {
    expect(['critical', 'warning']).toContain(labels.severity)
    expect(annotations.summary).not.toBe('')
    expect(annotations.description).not.toBe('')
  })

  it('is tested to fire and to stay quiet', () => {
    const tests = readFileSync('dashboards/rules/alerts.test.yaml', 'utf8')
    expect(tests).toContain(`- name: ${alert} fires`)
    expect(tests).toContain(`- name: ${alert} stays quiet`)
  })
})
