import { execFileSync } from 'node:child_process'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensurePrometheus } from '../../scripts/prometheus.ts'

const RULES = ['dashboards/rules/recording.yaml', 'dashboards/rules/alerts.yaml']

beforeAll(async () => {
  await ensurePrometheus()
})

describe('promtool', () => {
  it('finds nothing wrong with the rules', () => {
    expect(execFileSync('promtool', ['check', 'rules', ...RULES], { encoding: 'utf8' })).not.toContain('FAILED')
  })

  it('sees every alert fire when it must and stay quiet when it must not', () => {
    const told = execFileSync('promtool', ['test', 'rules', 'dashboards/rules/alerts.test.yaml'], { encoding: 'utf8' })
    expect(told).toContain('SUCCESS')
  })
})
