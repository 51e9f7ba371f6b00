import { authorize } from '../../authorize/authorize.ts'
import { allPointersOf, pointersOfPatch } from '../../authorize/confine/pointers.ts'
import type { Permit } from '../../authorize/decision.ts'
import { isBundle } from '../../fhir/interaction.ts'
import type { LiteralReference } from '../../fhir/reference.ts'
import type { ClientMessage } from '../../message.ts'
import type { Principal } from '../../scopes/principal.ts'
import { circumstancesOf } from '../circumstances.ts'
import { readOf } from '../forward/look-up.ts'
import type { RoadParts } from '../parts.ts'
import { seenOf } from './visible-resources.ts'

/** How many of them are looked up for one write. */
const MOST_LOOKED_UP = 64

/**
 * Whether what is written points to something that the policy hides from its caller, beyond what the stored version
 * pointed to: a server that refuses dangling references (http.html#integrity) would tell that it exists. What is hidden and
 * what is not there are the same here. Types that the policy leaves whole are not looked up.
 *
 * @param readStored the stored version, or undefined; only called when something hidden is pointed to.
 */
export async function pointsAtHidden(
  { interaction }: Permit,
  readStored: () => Promise<unknown>,
  principal: Principal,
  message: ClientMessage,
  parts: RoadParts,
): Promise<boolean> {
  const { authority } = parts
  if (authority.rules === undefined || isBundle(interaction) || !('body' in interaction) || !interaction.body)
    return false
  if (interaction.kind === 'operation') return false
  const content = interaction.body.value
  const all = interaction.kind === 'patch' ? pointersOfPatch(content, authority) : allPointersOf(content, authority)
  const hidden: string[] = []
  let lookedUp = 0
  for (const [name, pointer] of all) {
    const reach = reachOf(pointer, principal, message, parts)
    if (reach === 'some' && ++lookedUp > MOST_LOOKED_UP) return true
    const isSeen =
      reach === 'all' || (reach === 'some' && (await seenOf([pointer], message, principal, parts)).size > 0)
    if (!isSeen) hidden.push(name)
  }
  if (hidden.length === 0) return false
  const known = allPointersOf(await readStored(), authority)
  return hidden.some((name) => !known.has(name))
}

/**
 * How much of what there is of a type the policy lets the caller read. Where scopes do not, or nothing permits it, that
 * is no secret kept by a rule: whoever may only write can still say whom it is about.
 */
function reachOf(
  pointer: LiteralReference,
  principal: Principal,
  message: ClientMessage,
  parts: RoadParts,
): 'all' | 'some' | 'none' {
  if (!parts.authority.definitions.isResourceType(pointer.type)) return 'all'
  const decision = authorize(readOf(pointer), principal, parts.authority, circumstancesOf(message, parts))
  if (decision.effect === 'deny')
    return decision.cause === 'policy' && decision.reason.code !== 'POLICY_NO_RULE' ? 'none' : 'all'
  const verdict = decision.reach?.leaving(pointer.type)
  if (verdict?.effect !== 'permit') return 'all'
  return verdict.judge === undefined && verdict.obligations.narrow.length === 0 ? 'all' : 'some'
}
