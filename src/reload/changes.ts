import { isDeepStrictEqual } from 'node:util'
import type { Config } from '../config/config.ts'
import type { Secret } from '../config/files/secret.ts'

/** What differs between two configurations, as keys of `gatehouse.yaml`. */
export interface Changes {
  /** What can be put in force between two requests. */
  readonly live: readonly string[]
  /** What only a new process takes up. */
  readonly restart: readonly string[]
}

const live: ReadonlySet<string> = new Set([
  ...['policy', 'policyCandidate', 'rateLimit', 'reload'],
  ...['log.level', 'log.decisions'],
])
/** Follow from other keys. */
const derived: ReadonlySet<string> = new Set(['version', 'sha256', 'insecure'])

/** Compares by meaning: spelling, comments and order of keys are no change; a secret is one when it reads otherwise. */
export function changesBetween(inForce: Config, next: Config): Changes {
  const [before, after] = [membersOf(inForce), membersOf(next)]
  const keys = [...new Set([...before.keys(), ...after.keys()])].filter((key) => !derived.has(key))
  const changed = keys.filter((key) => !isDeepStrictEqual(plain(before.get(key)), plain(after.get(key))))
  return { live: changed.filter((key) => live.has(key)), restart: changed.filter((key) => !live.has(key)) }
}

/**
 * The keys of what a policy was checked against that differ: with another server its names may mean something else, or
 * nothing, so that it cannot be taken up without them.
 */
export function groundChanges(inForce: Config, next: Config): readonly string[] {
  const [before, after] = [groundOf(inForce), groundOf(next)]
  return [...before.keys()].filter((key) => !isDeepStrictEqual(plain(before.get(key)), plain(after.get(key))))
}

function groundOf({ server, upstream, compartment }: Config): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>([
    ['server.publicUrl', server.publicUrl],
    ['upstream.url', upstream.url],
    ['upstream.fhirVersion', upstream.fhirVersion],
    ['upstream.searchParameters', upstream.searchParameters],
    ['upstream.operations', upstream.operations],
    ['compartment', compartment],
  ])
}

/** The configuration that is in force when of `next` only what is live is taken up. */
export function takenUp(inForce: Config, next: Config): Config {
  const { policy, policyCandidate, rateLimit, reload, version, sha256 } = next
  const log = { ...inForce.log, level: next.log.level, decisions: next.log.decisions }
  return { ...inForce, policy, policyCandidate, rateLimit, reload, log, version, sha256 }
}

/** The sections, and those of `log` each by itself. */
function membersOf({ log, ...config }: Config): ReadonlyMap<string, unknown> {
  const ofLog = Object.entries(log).map(([key, value]): [string, unknown] => [`log.${key}`, value])
  return new Map<string, unknown>([...Object.entries(config), ...ofLog])
}

/** The same value with secrets and addresses as text, for comparison alone. */
function plain(value: unknown): unknown {
  if (value instanceof URL) return value.href
  if (typeof value !== 'object' || value === null || value instanceof Set || value instanceof Map) return value
  if (isSecret(value)) return value.reveal()
  if (Array.isArray(value)) return value.map(plain)
  const given = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(given.map(([key, inner]) => [key, plain(inner)]))
}

function isSecret(value: object): value is Secret {
  return 'reveal' in value && typeof value.reveal === 'function'
}
