import { allRules } from '../../policy/all-rules.ts'
import type { Obligations, PolicyDocument } from '../../policy/language.ts'
import type { ObligationName } from '../expect-schema.ts'
import { obligationNames } from '../expect-schema.ts'

const asksFor: Readonly<Record<ObligationName, (obligations: Obligations) => boolean>> = {
  narrow: ({ narrow }) => Object.keys(narrow).length > 0,
  redact: ({ redact }) => redact.length > 0,
  maxResults: ({ maxResults }) => maxResults !== undefined,
  addLabel: ({ addLabels }) => addLabels.length > 0,
  stepUp: ({ stepUp }) => stepUp !== undefined,
  notify: ({ notify }) => notify.length > 0,
  audit: ({ audit }) => audit !== undefined,
}

/** What these rules ask for, in their own words. */
export function obligationsOf(document: PolicyDocument | undefined, ids: readonly string[]): readonly ObligationName[] {
  const rules = allRules(document).filter(({ id }) => ids.includes(id))
  return obligationNames.filter((name) => rules.some(({ obligations }) => asksFor[name](obligations))).sort()
}
