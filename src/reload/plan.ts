import type { Config } from '../config/config.ts'
import { changesBetween, groundChanges, takenUp } from './changes.ts'

/** What is to be done about a configuration that was read. */
export type Plan =
  /** `config` is to be put in force; absent: it says the same as the one that is. */
  { readonly config?: Config; readonly needsRestart: readonly string[] } | { readonly problems: readonly string[] }

export type MakePlan = (inForce: Config, next: Config) => Plan

/** In a running process: what is live is taken up, unless the policy was checked against something that is not. */
export const planLive: MakePlan = (inForce, next) => {
  const ground = groundChanges(inForce, next)
  if (ground.length > 0) return { problems: ground.map(onlyByRestart) }
  const { live, restart: needsRestart } = changesBetween(inForce, next)
  const isSame = live.length === 0 && (next.version === inForce.version || needsRestart.length > 0)
  return isSame ? { needsRestart } : { config: takenUp(inForce, next), needsRestart }
}

/** By new processes in the place of the old: everything is taken up, unless the one that starts them holds it open. */
export const planReplacement: MakePlan = (inForce, next) => {
  const { live, restart } = changesBetween(inForce, next)
  const held = [
    ...heldChanges(inForce.admin.listen, next.admin.listen, 'admin.listen'),
    ...(restart.includes('store') ? ['store'] : []),
  ]
  if (held.length > 0) return { problems: held.map(onlyByRestart) }
  const isSame = live.length + restart.length === 0 && next.version === inForce.version
  return isSame ? { needsRestart: [] } : { config: next, needsRestart: [] }
}

function heldChanges(a: Config['admin']['listen'], b: Config['admin']['listen'], key: string): readonly string[] {
  return a.host === b.host && a.port === b.port ? [] : [key]
}

function onlyByRestart(key: string): string {
  return `${key} can only change with a restart`
}
