import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const panel = z.strictObject({
  title: z.string(),
  type: z.enum(['timeseries', 'stat', 'table']).default('timeseries'),
  unit: z.enum(['reqps', 'ops', 'percentunit', 's', 'short', 'bytes']),
  description: z.string(),
  /** From here on the value is worth a look, and an alarm. */
  thresholds: z.tuple([z.number(), z.number()]).optional(),
  queries: z.array(z.strictObject({ expr: z.string(), legend: z.string() })).min(1),
})

const dashboard = z.strictObject({
  title: z.string(),
  uid: z.string(),
  description: z.string(),
  rows: z.array(z.strictObject({ title: z.string(), panels: z.array(panel).min(1) })).min(1),
})

export type Panel = z.output<typeof panel>
export type Dashboard = z.output<typeof dashboard>

/** Reads what a dashboard shows. @throws when the file does not say it as it should. */
export function readDashboard(path: string): Dashboard {
  return dashboard.parse(parse(readFileSync(path, 'utf8')))
}
