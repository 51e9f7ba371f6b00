import type { SearchParameter } from '../../../src/fhir/definitions/definitions.ts'
import { resolve } from '../references.ts'
import type { Resource } from '../resource.ts'
import { compositeOf, pairsOf } from './composites.ts'
import type { SearchContext } from './context.ts'
import { matchesDate } from './dates.ts'
import { splitEscaped } from './escapes.ts'
import { matchesNumber, matchesQuantity } from './quantities.ts'
import { matchesReference } from './references.ts'
import { matchesString, matchesUri } from './strings.ts'
import type { Test } from './tests.ts'
import { matchesToken } from './tokens.ts'
import { valuesOf } from './values.ts'

/** Whether the resource fulfils the criterion, as the store is now. */
export function matches(test: Test, resource: Resource, context: SearchContext): boolean {
  switch (test.kind) {
    case 'value':
      return matchesValue(test, resource, context)
    case 'chain':
      return valuesOf(context.definitions, resource, test.code)
        .map((value) => resolve(value, context.store, context.base, test.targets))
        .some((target) => target && test.targets.includes(target.resourceType) && matches(test.next, target, context))
    case 'has':
      return context.store
        .all(test.type)
        .some(
          (candidate) => refersTo(candidate, test.code, resource, context) && matches(test.next, candidate, context),
        )
  }
}

/** Whether the parameter `code` of `source` leads to `target`. */
export function refersTo(source: Resource, code: string, target: Resource, context: SearchContext): boolean {
  const sought = `${target.resourceType}/${target.id}`
  return valuesOf(context.definitions, source, code).some(
    (value) =>
      matchesReference(value, sought, undefined, context) || (typeof value === 'string' && value === target.url),
  )
}

function matchesValue(test: Test & { kind: 'value' }, resource: Resource, context: SearchContext): boolean {
  const parameter = context.definitions.searchParameter(resource.resourceType, test.code)
  if (!parameter) return false
  if (parameter.type === 'composite') return matchesComposite(parameter, test.values, resource, context)
  const found = valuesOf(context.definitions, resource, test.code)
  if (test.modifier === 'missing') return test.values.includes(String(found.length === 0))
  const negated = test.modifier === 'not'
  const modifier = negated ? undefined : test.modifier
  const hit = found.some((value) =>
    test.values.some((sought) => matchesOne(parameter, value, sought, modifier, context)),
  )
  return negated ? !hit : hit
}

/** `a$b`: both halves within the same element (search.html#composite). */
function matchesComposite(
  parameter: SearchParameter,
  values: readonly string[],
  resource: Resource,
  context: SearchContext,
): boolean {
  const composite = compositeOf(context.definitions, resource.resourceType, parameter)
  if (!composite) return false
  const [first, second] = composite.parts
  return pairsOf(composite, resource).some(([left, right]) =>
    values.some((value) => {
      const [a, b] = splitEscaped(value, '$') as [string, string]
      return (
        left.some((one) => matchesOne(first, one, a, undefined, context)) &&
        right.some((one) => matchesOne(second, one, b, undefined, context))
      )
    }),
  )
}

function matchesOne(
  { type }: SearchParameter,
  value: unknown,
  sought: string,
  modifier: string | undefined,
  context: SearchContext,
): boolean {
  switch (type) {
    case 'token':
      return matchesToken(value, sought, modifier)
    case 'string':
      return matchesString(value, sought, modifier)
    case 'uri':
      return matchesUri(value, sought, modifier)
    case 'date':
      return matchesDate(value, sought)
    case 'number':
      return matchesNumber(value, sought)
    case 'quantity':
      return matchesQuantity(value, sought)
    case 'reference':
      return matchesReference(value, sought, modifier, context)
    default:
      return false
  }
}
