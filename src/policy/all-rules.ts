import type { PolicyDocument, Rule } from './language.ts'

/** The rules of everybody and of all tenants. */
export function allRules(document: PolicyDocument | undefined): readonly Rule[] {
  if (document === undefined) return []
  return [...(document.rules ?? []), ...Object.values(document.tenants).flatMap(({ rules }) => rules)]
}
