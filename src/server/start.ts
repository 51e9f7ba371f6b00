import { setTimeout as pause } from 'node:timers/promises'
import type { Secret } from '../config/files/secret.ts'
import { createAdmin } from './admin/admin.ts'
import { barRoutes } from './admin/bars.ts'
import type { AdminRoutes } from './admin/routes.ts'
import { type Bound, bindAdmin } from './bound-listener.ts'
import type { Gate } from './gate.ts'
import { type PublicListener, type PublicSettings, startPublic } from './public-listener.ts'

/** The sections of the configuration that the server reads; `Config` has them all. */
export interface StartSettings extends PublicSettings {
  readonly admin: {
    readonly listen: { readonly host: string; readonly port: number }
    readonly token?: Secret | undefined
  }
}

export interface RunningServer {
  /** Where it listens, with the mount path; not necessarily the public URL. */
  readonly url: string
  readonly adminUrl: string
  /** Drains and releases everything. Resolves to whether no answer had to be cut. Further calls wait for the first. */
  close(): Promise<boolean>
}

/**
 * Starts both listeners before the gate. The gate is the server's from here on: closing the server closes it.
 * @throws when an address is taken or the certificate cannot be loaded
 */
export async function startServer(
  config: StartSettings,
  gate: Gate,
  adminRoutes: AdminRoutes = {},
): Promise<RunningServer> {
  let draining = false
  let clients: PublicListener | undefined
  let operators: Bound | undefined
  let closing: Promise<boolean> | undefined

  async function shut(): Promise<boolean> {
    draining = true
    // Whoever asks for readiness can send new connections elsewhere before there is nobody to take them.
    if (clients !== undefined && config.server.timeouts.notice > 0) await pause(config.server.timeouts.notice)
    const whole = (await clients?.close()) ?? true
    await operators?.close()
    await gate.close()
    gate.log.flush()
    return whole
  }
  const close = () => (closing ??= shut())

  try {
    clients = await startPublic(config, gate)
    const routes = { ...adminRoutes, ...barRoutes({ ...gate, now: Date.now }) }
    const admin = createAdmin(gate, { token: config.admin.token, routes, draining: () => draining })
    operators = await bindAdmin(admin, config.admin.listen)
    return { url: clients.url, adminUrl: operators.origin, close }
  } catch (error) {
    await close()
    throw error
  }
}
