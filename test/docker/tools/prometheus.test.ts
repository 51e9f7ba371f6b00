import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensurePrometheus } from '../../../scripts/prometheus.ts'

let folder: string
beforeAll(async () => {
  await ensurePrometheus()
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-prometheus-'))
  cpSync('config/compose/prometheus.yaml', join(folder, 'prometheus.yml'))
  cpSync('dashboards/rules', join(folder, 'rules'), { recursive: true })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const check = () => spawnSync('promtool', ['check', 'config', join(folder, 'prometheus.yml')], { encoding: 'utf8' })

it('gives Prometheus a configuration that it takes, with both files of rules', () => {
  const { status, stdout, stderr } = check()
  expect(stderr).toBe('')
  expect(stdout).toMatch(/SUCCESS: 2 rule files found/)
  expect(status).toBe(0)
})

it('would find that a file of rules is missing', () => {
  rmSync(join(folder, 'rules/alerts.yaml'))
  expect(check().status).not.toBe(0)
})
