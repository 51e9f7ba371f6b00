import { collectDefaultMetrics, Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { createInstruments } from '../../src/observe/instruments.ts'
import { metricsOf, panelExpressions, ruleExpressions } from './expressions.ts'

/** Labels that Prometheus puts on every series it scrapes, and that of histogram buckets. */
const ADDED = ['job', 'instance', 'le']

const registry = new Registry()
createInstruments(registry)
collectDefaultMetrics({ register: registry })
const known = new Map(
  registry.getMetricsAsArray().map((metric) => {
    const { name, labelNames } = metric as unknown as { name: string; labelNames: readonly string[] }
    return [name, labelNames]
  }),
)

describe.each([...panelExpressions, ...ruleExpressions])('$where', ({ expr }) => {
  it('reads only metrics and labels that the gateway exposes', () => {
    const read = metricsOf(expr)
    if (!/gatehouse:\w+/.test(expr)) expect(read).not.toEqual([])
    for (const { metric, labels } of read) {
      const name = known.has(metric) ? metric : metric.replace(/_(?:bucket|count|sum)$/, '')
      expect(known.has(name), `${metric} exists`).toBe(true)
      for (const label of labels) {
        expect([...ADDED, ...(known.get(name) ?? [])], `${label} is a label of ${metric}`).toContain(label)
      }
    }
  })
})
