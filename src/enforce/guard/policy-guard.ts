import type { Authority } from '../../authorize/authority.ts'
import type { Permit, PolicyReach } from '../../authorize/decision.ts'
import { impossible, outsideOfNarrow } from '../../authorize/policy/denials.ts'
import { matcherOf } from '../../authorize/policy/restriction.ts'
import { withLabels } from '../../fhir/security-labels.ts'
import type { Redaction } from '../../policy/language.ts'
import type { Denied, Permitted, Verdict } from '../../policy/verdict.ts'
import type { ConstraintMatcher } from '../../scopes/constraint-matcher.ts'
import { AnswerError } from '../bundle/error.ts'
import type { ResourceBytes } from '../bundle/top-level.ts'
import { type NestedRedactions, redactResource } from '../redact/redact.ts'
import { partOf } from './parsed-elements.ts'

/** A resource as it leaves under the policy. */
export interface Release {
  readonly bytes: Buffer
  /** Elements were taken out of it, so that it is another representation than the upstream's. */
  readonly redacted: boolean
}

/** What the policy makes of the resources of one answer. */
export interface PolicyGuard {
  /** How a resource leaves: changed, as it is (`keep`), or why it does not. @throws AnswerError when that cannot be told. */
  release(resource: ResourceBytes): Release | 'keep' | Denied
  /** Whether resources of a type leave without one having to be looked at. */
  leavesUnseen(type: string): boolean
}

/** Reads once what a permit of the policy says of its answer. */
export function policyGuardOf(
  { interaction }: Pick<Permit, 'interaction'>,
  reach: PolicyReach,
  authority: Authority,
): PolicyGuard {
  const ofNested: NestedRedactions = (type, bytes) => {
    const verdict = reach.leaving(type)
    const judged =
      verdict.effect === 'permit' && verdict.judge ? verdict.judge.judge(JSON.parse(bytes.toString())) : verdict
    if (judged.effect === 'permit') return redactionsFor(judged, type)
    // That nothing permits it is said of it as a record of its own; here it is a part of one that is permitted.
    if (judged.code === 'POLICY_RULE') return 'hide'
    return verdict.effect === 'permit' ? (verdict.mayRedact ?? []).filter((each) => each.type === type) : []
  }

  return {
    release(resource) {
      const type = resource.resourceType
      const verdict = reach.leaving(type)
      const judged = judgedBy(verdict, resource)
      if (judged.effect === 'deny') return judged
      // What a search was narrowed by was said upstream, also where it cannot be told of a resource.
      const isSaid = interaction.kind === 'search' && interaction.type === type && judged === verdict
      if (!fits(judged, resource, isSaid)) return outsideOfNarrow(judged)
      return shaped(resource, judged)
    },
    leavesUnseen(type) {
      const verdict = reach.leaving(type)
      return verdict.effect === 'permit' && verdict.judge === undefined && verdict.obligations.narrow.length === 0
    },
  }

  function fits({ obligations: { narrow } }: Permitted, resource: ResourceBytes, isSaid: boolean): boolean {
    if (narrow.length === 0) return true
    const matcher: ConstraintMatcher | undefined = matcherOf(narrow, resource.resourceType, authority)
    return matcher === undefined ? isSaid : matcher.matches(partOf(resource, matcher.elements))
  }

  function shaped(resource: ResourceBytes, permit: Permitted): Release | 'keep' | Denied {
    const bytes = resource.members.own
    const redacted = redactResource(bytes, redactionsFor(permit, resource.resourceType), ofNested)
    if (redacted === 'hide') return impossible(permit, 'a resource inside of it must not be seen')
    const labels = permit.obligations.addLabels
    if (labels.length === 0) return redacted === undefined ? 'keep' : { bytes: redacted, redacted: true }
    const labelled = withLabels(redacted ?? bytes, labels)
    if (labelled === undefined) throw new AnswerError('malformed', 'meta of a resource to label')
    return { bytes: labelled, redacted: redacted !== undefined }
  }
}

function judgedBy(verdict: Verdict, resource: ResourceBytes): Verdict {
  if (verdict.effect === 'deny' || verdict.judge === undefined) return verdict
  const { judge } = verdict
  const elements = judge.elements === 'all' ? resource.members.names : judge.elements
  return judge.judge(partOf(resource, elements))
}

function redactionsFor({ obligations: { redact } }: Permitted, type: string): readonly Redaction[] {
  return redact.filter((redaction) => redaction.type === type)
}
