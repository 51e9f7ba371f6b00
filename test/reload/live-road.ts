import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DemoRoad, startDemoRoad } from '../e2e/demo-road.ts'
import type { Sections } from '../fixtures/gateway.ts'

/** A gateway whose files a test can change. */
export interface LiveRoad extends DemoRoad {
  /** Puts a file in the place of another at once, as careful editors do. */
  write(name: string, text: string): void
  admin(method: string, path: string, body?: unknown): Promise<{ status: number; json: Record<string, unknown> }>
  reload(): ReturnType<LiveRoad['admin']>
  /** The sum of a counter over the series that have these labels. */
  metric(name: string, labels?: string): Promise<number>
}

const TOKEN = 'synthetic-admin-token'

export async function startLiveRoad(policy: string, sections: Sections = {}): Promise<LiveRoad> {
  process.env.GATEHOUSE_TEST_ADMIN = TOKEN
  const admin = { token: { env: 'GATEHOUSE_TEST_ADMIN' } }
  const road = await startDemoRoad({ admin, ...sections }, policy)
  const ask: LiveRoad['admin'] = async (method, path, body) => {
    const response = await fetch(road.gateway.adminUrl + path, {
      method,
      headers: { authorization: `Bearer ${TOKEN}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, json: (await response.json()) as Record<string, unknown> }
  }
  return Object.assign(road, {
    write(name: string, text: string) {
      const path = join(road.gateway.folder, name)
      writeFileSync(`${path}.new`, text)
      renameSync(`${path}.new`, path)
    },
    admin: ask,
    reload: () => ask('POST', '/admin/reload'),
    async metric(name: string, labels = '') {
      const lines = (await road.gateway.metrics()).split('\n')
      const series = lines.filter((line) => line.startsWith(`gatehouse_${name}`) && line.includes(labels))
      return series.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
    },
  })
}

/** A policy with these rules, as YAML. */
export function policyWith(rules: string, rest = ''): string {
  return `apiVersion: gatehouse/v1\nkind: Policy\n${rest}\nrules:\n${rules}\n`
}
