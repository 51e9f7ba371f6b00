import type {
  CreateInteraction,
  DeleteInteraction,
  JsonBody,
  PatchInteraction,
  UpdateInteraction,
} from '../../fhir/interaction.ts'
import { readStrict } from '../../fhir/json/strict.ts'
import { isRefusal } from '../../fhir/refusal.ts'
import { isRedacted, withLabels } from '../../fhir/security-labels.ts'
import type { Label } from '../../policy/language.ts'
import type { Denied, Permitted } from '../../policy/verdict.ts'
import type { Obligation } from '../decision.ts'
import { requirementsOf } from '../requirements.ts'
import { impossible } from './denials.ts'
import { type Check, isUnconditional, type Outcome, type PolicyCase, questionAbout } from './policy-case.ts'
import { checkBy } from './restriction.ts'
import { redactedLook, redactionsOf, refusedAll, refusedLook } from './search-disclosure.ts'
import { refusedSubscribed } from './subscribed.ts'

type Write = CreateInteraction | UpdateInteraction | PatchInteraction | DeleteInteraction

/**
 * A write: what is stored and what is to be stored in its place have to be permitted, a redacted body is not written
 * back, and labels are added to what is sent. A condition has to be a search that the policy leaves whole.
 */
export function holdWrite(interaction: Write, verdict: Permitted, theCase: PolicyCase): Outcome {
  const { type } = interaction
  const conditional = refusedCondition(interaction, theCase) ?? refusedWriteBack(interaction, verdict, theCase)
  if (conditional) return conditional
  const check = checkBy(verdict, type, theCase.authority)
  if (check === undefined) return impossible(verdict, `narrow cannot be checked on a ${type}`)
  const isWhole = isUnconditional(verdict)
  const isNew = interaction.kind === 'create'
  if (!isNew && interaction.condition !== undefined && !isWhole)
    return impossible(verdict, `a conditional ${interaction.kind} of what has to be looked at`)
  const refused =
    'body' in interaction && interaction.kind !== 'patch' ? asGiven(check)(interaction.body.value) : undefined
  if (refused) return refused
  return labelled(interaction, verdict, isWhole ? undefined : withReading(check, interaction, theCase), theCase)
}

function labelled(interaction: Write, verdict: Permitted, check: Check | undefined, { permit }: PolicyCase): Outcome {
  const labels = verdict.obligations.addLabels
  const isLabelled = labels.length > 0 && interaction.kind !== 'delete'
  const obligations: Obligation[] = isLabelled ? [{ kind: 'add-label', labels }] : []
  const looksAtStored =
    interaction.kind !== 'create' && (check !== undefined || (isLabelled && interaction.kind === 'patch'))
  if (looksAtStored && !permit.obligations.some(({ kind }) => kind === 'check-stored')) {
    const context = permit.requirements.find(({ requirement }) => requirement.role === 'target')?.context ?? 'user'
    if (interaction.condition !== undefined) return impossible(verdict, 'a conditional patch cannot be labelled')
    obligations.push({ kind: 'check-stored', permission: interaction.kind === 'delete' ? 'd' : 'u', context })
  }
  const checks = check && { stored: check, written: asGiven(check) }
  if (!isLabelled || interaction.kind === 'patch') return { interaction, obligations, ...checks }
  const body = withBodyLabels(interaction.body, labels)
  if (body === undefined) return impossible(verdict, 'meta of the body cannot hold a label')
  return { interaction: { ...interaction, body }, obligations, ...checks }
}

/** Of what the caller gives itself it need not be hidden that `narrow` leaves it out. */
function asGiven(check: Check): Check {
  return (resource) => {
    const refused = check(resource)
    return refused?.code === 'OBLIGATION_IMPOSSIBLE' ? { ...refused, style: undefined } : refused
  }
}

/** The body with labels in `meta.security`, all other bytes as they came; undefined where they have no place. */
export function withBodyLabels(body: JsonBody, labels: readonly Label[]): JsonBody | undefined {
  const bytes = withLabels(body.bytes, labels)
  const read = bytes && readStrict(bytes, { depth: Infinity })
  return read === undefined || isRefusal(read) ? undefined : read
}

/** A patch that tests values reads them. */
function withReading(check: Check, interaction: Write, theCase: PolicyCase): Check {
  const reads = requirementsOf(interaction, theCase.authority.operations).some(({ permission }) => permission === 'r')
  if (interaction.kind !== 'patch' || !reads) return check
  const reading = theCase.ask(questionAbout('read', interaction.type, interaction.id))
  const checkRead = checkBy(reading, interaction.type, theCase.authority)
  return (resource) =>
    check(resource) ?? (checkRead ? checkRead(resource) : impossible(reading, 'narrow cannot be told'))
}

function refusedCondition(interaction: Write, theCase: PolicyCase): Denied | { readonly redacted: string } | undefined {
  const { type } = interaction
  const refused = refusedLook(requirementsOf(interaction, theCase.authority.operations), theCase)
  if (refused) return refused
  const own =
    'ifNoneExist' in interaction
      ? interaction.ifNoneExist
      : 'condition' in interaction
        ? interaction.condition
        : undefined
  const { references = [], subscribed } = interaction as Partial<CreateInteraction>
  const beyond = subscribed && refusedSubscribed(subscribed, theCase)
  if (beyond) return beyond
  const watched = subscribed && subscribed.type !== '*' ? [subscribed] : []
  const searches = [...(own ? [{ type, query: own }] : []), ...references, ...watched]
  for (const search of searches) {
    const whole = refusedAll(theCase, 'search', search.type)
    if (whole) return whole
    const redacted = redactedLook(search.query, [search.type], theCase, () => undefined)
    if (redacted !== undefined) return { redacted }
  }
  if (interaction.kind !== 'update' || interaction.condition === undefined) return undefined
  // Without a match it creates (http.html#cond-update).
  const creating = theCase.ask(questionAbout('create', type))
  const check = checkBy(creating, type, theCase.authority)
  return check ? asGiven(check)(interaction.body.value) : impossible(creating, `narrow cannot be checked on a ${type}`)
}

/** What a caller reads in part it cannot write whole: the rest would be lost, or the mask be stored as the value. */
function refusedWriteBack(interaction: Write, verdict: Permitted, theCase: PolicyCase): Denied | undefined {
  if (interaction.kind === 'delete') return undefined
  if (interaction.kind !== 'patch' && isRedacted(interaction.body.value))
    return impossible(verdict, 'a redacted resource is not written back')
  if (interaction.kind === 'create') return undefined
  const reading = theCase.ask(questionAbout('read', interaction.type, interaction.id))
  const isPart = reading.effect === 'permit' && redactionsOf(reading, interaction.type).length > 0
  return isPart
    ? impossible(verdict, `${interaction.type} is redacted for this caller, so it cannot be written`)
    : undefined
}
