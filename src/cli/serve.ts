import { exit, type Terminal } from './command.ts'
import { loadOrExplain, readConfigPath } from './config-option.ts'

/** `gatehouse serve`: runs the gateway until a signal ends it. */
export async function serveCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const config = loadOrExplain(readConfigPath(args), terminal.complain)
  if (config === undefined) return exit.badInput
  const [{ serve }, { createGate }] = await Promise.all([import('../server/serve.ts'), import('../gate.ts')])
  return serve(config, createGate)
}
