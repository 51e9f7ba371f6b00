import { z } from 'zod'
import { listen } from '../fields/listen.ts'
import { secret } from '../fields/reference.ts'
import { isLoopback } from '../loopback.ts'
import type { Report } from '../problems/problem.ts'

/** `admin:` the listener for operators: /metrics /livez /readyz /admin/*. */
export const adminSchema = z
  .strictObject({
    listen: listen({ host: '127.0.0.1', port: 9464 }).describe('Where /metrics, /livez, /readyz and /admin/* answer.'),
    token: secret({ least: 16, bearer: true })
      .optional()
      .describe('Bearer token that /admin/* asks for, of 16 characters or more; absent = /admin/* is off.'),
  })
  .prefault({})

export function checkAdmin(admin: z.output<typeof adminSchema>, report: Report): void {
  if (isLoopback(admin.listen.host)) return
  if (admin.token === undefined) {
    report.problem(
      ['listen', 'host'],
      'is reachable from other machines without a token',
      'admin.token, or a loopback address',
    )
  } else {
    report.insecure(
      'admin.listen.host is not a loopback address: metrics are open to that network, and the admin token crosses it in plain text',
    )
  }
}
