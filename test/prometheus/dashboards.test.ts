import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderDashboards } from '../../scripts/dashboards/render.ts'
import { panelExpressions, ruleExpressions } from '../dashboards/expressions.ts'
import { startPrometheus, type TestPrometheus } from '../fixtures/prometheus.ts'
import { type BusyGateway, startBusyGateway } from './busy-gateway.ts'

/** Rates need a few scrapes, and the traffic has to have done everything once. */
const WATCHED_SECONDS = 25
/** The shortest window in which a rate over scrapes of one second has values. */
const RATE_WINDOW = '10s'

let busy: BusyGateway
let prometheus: TestPrometheus
/** The end of the traffic, seconds since the epoch: rates of what is over are zero, and shares of it are none. */
let until: number
beforeAll(async () => {
  busy = await startBusyGateway()
  prometheus = await startPrometheus([busy.metricsAddress])
  await busy.runFor(WATCHED_SECONDS)
  until = Date.now() / 1000
})
afterAll(async () => {
  await prometheus.stop()
  await busy.stop()
})

/** Alerts give nothing while all is well; what they compare has to be there. */
const leftSides = ruleExpressions
  .filter(({ where }) => where.startsWith('recording'))
  .map(({ where, expr }) => ({ where, expr: expr.replaceAll(/\[\d+[mhd]\]/g, `[${RATE_WINDOW}]`) }))

const shown = panelExpressions.map(({ where, expr }) => ({
  where,
  expr: expr.replaceAll('$__rate_interval', RATE_WINDOW).replaceAll('$job', '.*'),
}))

describe('a gateway under load, as a real Prometheus sees it', () => {
  it.each([...shown, ...leftSides])('has data for $where', async ({ expr }) => {
    const series = await prometheus.query(expr, WATCHED_SECONDS, until)
    const values = series.flatMap((each) => each.values.map(([, value]) => Number(value)))
    expect(values.filter((value) => !Number.isNaN(value))).not.toEqual([])
  })

  it.each(ruleExpressions)('understands $where', async ({ expr }) => {
    await expect(prometheus.query(expr, 1)).resolves.toBeInstanceOf(Array)
  })

  it('can be drawn on one page', async () => {
    const file =
      process.env.GATEHOUSE_DASHBOARD_PAGE ?? join(mkdtempSync(join(tmpdir(), 'gatehouse-page-')), 'page.html')
    await renderDashboards((expr) => prometheus.query(expr, WATCHED_SECONDS, until), RATE_WINDOW, file)
    expect(readFileSync(file, 'utf8').match(/<polyline /g)?.length).toBeGreaterThan(50)
  })

  it('carries nothing of patients in any label', async () => {
    const series = await prometheus.query('{job="gatehouse"}', 1)
    expect(series.length).toBeGreaterThan(50)
    const labels = series.map(({ metric }) => JSON.stringify(metric)).join('\n')
    for (const secret of busy.secrets) expect(labels).not.toContain(secret)
  })
})
