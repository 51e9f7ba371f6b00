import { createHmac } from 'node:crypto'
import type { Decision } from '../authorize/decision.ts'
import type { Exchange } from '../exchange.ts'
import { isBundle } from '../fhir/interaction.ts'
import type { RuleName } from '../policy/verdict.ts'
import type { Principal } from '../scopes/principal.ts'
import type { Timing } from './timing.ts'

/** A line of the decision log; docs/decision-log.md says what its members mean. Members that are undefined are not told. */
export type DecisionRecord = Readonly<Record<string, unknown>>

export interface DecisionRecordOptions {
  /** Name of this gateway among its replicas. */
  readonly node: string
  /** Key of the HMAC that stands for the user. */
  readonly userKey: string | undefined
  /** Members to be left out. */
  readonly mask: ReadonlySet<string>
}

/** Longer names are cut, and longer lists: a token may carry any text there. */
const MAX_TEXT = 128
const MAX_ITEMS = 20

/**
 * What was decided, by which rules and on what ground. Types, rule ids and codes alone: no id, no value, no address
 * (policy.md §6). Undefined where no decision was come to.
 */
export function decisionRecord(
  exchange: Exchange,
  timing: Timing,
  { node, userKey, mask }: DecisionRecordOptions,
): DecisionRecord | undefined {
  const { decision, principal, policy, shadow = [], roles = [] } = exchange
  if (decision === undefined) return undefined
  const isDenied = decision.effect === 'deny'
  const members = {
    decisionId: exchange.id,
    requestId: exchange.id,
    node,
    policy: policy && { name: policy.name, version: policy.version, sha256: policy.sha256 },
    mode: policy?.mode,
    phase: isDenied && exchange.upstreamStatus === undefined ? 'request' : 'resource',
    client: principal?.clientId?.slice(0, MAX_TEXT),
    userHmac: principal && userKey !== undefined ? userHmac(principal, userKey) : undefined,
    roles: roles.slice(0, MAX_ITEMS),
    interaction: exchange.interaction,
    resourceType: exchange.resourceType,
    effect: decision.effect,
    reason: decision.reason.code,
    cause: isDenied ? decision.cause : undefined,
    style: exchange.denialStyle,
    status: exchange.status,
    outcome: exchange.outcome,
    rules: rulesOf(decision),
    scope: { granted: granted(principal), used: used(decision) },
    entries: entriesOf(decision),
    counts: { out: exchange.entriesPassed, removed: exchange.entriesRemoved },
    obligations: isDenied ? [] : [...new Set(decision.obligations.map(({ kind }) => kind))],
    shadow,
    latencyUs: Math.max(0, Math.round((timing.answered - timing.bodyWait - (exchange.upstreamMs ?? 0)) * 1000)),
  }
  return mask.size === 0 ? members : masked(members, mask)
}

function masked(members: DecisionRecord, mask: ReadonlySet<string>): DecisionRecord {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !mask.has(name)))
}

/** Whether anything was denied: the whole, or an entry of a batch. */
export function isDenial({ effect, entries = [] }: Decision): boolean {
  return effect === 'deny' || entries.some((entry) => entry?.effect === 'deny')
}

function rulesOf({ effect, policy }: Decision) {
  const ids = (rules: readonly RuleName[] = []) => rules.slice(0, MAX_ITEMS).map(({ id }) => id)
  const [matched, denied] = effect === 'permit' ? [policy?.rules, undefined] : [undefined, policy?.rules]
  return { matched: ids(matched), denied: ids(denied), indeterminate: ids(policy?.indeterminate) }
}

const grantedTo = new WeakMap<Principal, readonly string[]>()

/** Worked out once for a token: it is the same in each of its lines. */
function granted(principal: Principal | undefined): readonly string[] {
  if (principal === undefined) return []
  const before = grantedTo.get(principal)
  if (before !== undefined) return before
  const scopes = named([...principal.grants.byContext.values()].flat().map(({ scope }) => scope.text))
  grantedTo.set(principal, scopes)
  return scopes
}

function used({ requirements }: Decision): readonly string[] {
  return named(requirements.flatMap(({ satisfiedBy }) => (satisfiedBy === undefined ? [] : [satisfiedBy])))
}

/** Scopes without their constraints, whose values are nobody's business here. */
function named(scopes: readonly string[]): readonly string[] {
  return [...new Set(scopes.map((text) => text.replace(/\?.*$/s, '?').slice(0, MAX_TEXT)))].slice(0, MAX_ITEMS)
}

/** Of a batch or transaction how many entries were permitted and denied. */
function entriesOf({ interaction, entries = [] }: Decision) {
  if (!isBundle(interaction)) return undefined
  const count = (effect: Decision['effect']) => entries.filter((entry) => entry?.effect === effect).length
  return { permit: count('permit'), deny: count('deny') }
}

/** The same for the same user under the same key; without the key it leads nowhere. */
function userHmac({ issuer, subject }: Principal, key: string): string | undefined {
  if (subject === undefined) return undefined
  const hmac = createHmac('sha256', key).update(`${issuer}|${subject}`)
  return hmac.digest('base64url').slice(0, 22)
}
