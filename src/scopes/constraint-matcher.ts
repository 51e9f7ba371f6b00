import type { Definitions, SearchParameter } from '../fhir/definitions/definitions.ts'
import { outermostElements } from '../fhir/outermost-elements.ts'
import { compilePath, type PathWalker, walk } from '../fhir/path-walker.ts'
import { type ReferenceReader, relativeReferences } from '../fhir/reference.ts'
import { splitOr } from '../fhir/search/values.ts'
import { readDateTest, toDates } from './constraint-date.ts'
import { readReferenceTest } from './constraint-reference.ts'
import { readTokenTest } from './constraint-token.ts'
import { hasStrayResource, readParts } from './constraint-value.ts'
import type { Scope } from './scope.ts'

/** Tells the resources of one type that a granular scope covers. */
export interface ConstraintMatcher {
  /** The top-level elements it looks at, beside `resourceType`: nothing else of a resource need be parsed. */
  readonly elements: readonly string[]
  /** Whether every server finds the same by it: dates without a time zone are in whichever the server has. */
  readonly isExact: boolean
  /** Whether a resource (parsed JSON of any shape) is of the type and fits every constraint. */
  matches(resource: unknown): boolean
}

/** A constraint that the gateway cannot evaluate: its scope grants nothing. The reason names parameters, never values. */
export interface UnusableConstraint {
  readonly unusable: string
}

const MAX_CONSTRAINTS = 16
const MAX_VALUES = 64

/**
 * Makes the matcher of a granular scope's `param=value` constraints on one type (SMART App Launch 2.2, "Finer-grained
 * resource constraints using search parameters"): each must hold, a comma parts values of which one must fit, and a
 * repeated name is one more that must hold (search.html#combining).
 *
 * What can be evaluated is equality of token, uri and reference parameters, and ranges of date parameters. Numbers, texts,
 * modifiers, chains, `_has` and parameters that shape a result are unusable, and so is any value whose meaning is not
 * certain, and `_lastUpdated`, which every write moves.
 *
 * @param type a resource type, never `*`.
 * @param read reads the references of resources; by default relative ones only.
 */
export function matcherFor(
  type: string,
  constraints: Scope['constraints'],
  definitions: Definitions,
  read: ReferenceReader = relativeReferences,
): ConstraintMatcher | UnusableConstraint {
  if (constraints.length > MAX_CONSTRAINTS) return { unusable: `more than ${MAX_CONSTRAINTS} constraints` }
  const criteria: Criterion[] = []
  for (const { parameter, value } of constraints) {
    const criterion = readConstraint(type, parameter, value, definitions, read)
    if ('unusable' in criterion) return criterion
    criteria.push(criterion)
  }
  return {
    elements: [...new Set(criteria.flatMap(({ elements }) => elements))],
    isExact: criteria.every(({ type }) => type !== 'date'),
    matches: (resource) =>
      isOfType(resource, type) &&
      criteria.every(
        ({ walker, elements, fits }) =>
          !elements.some((name) => hasStrayResource((resource as Readonly<Record<string, unknown>>)[name])) &&
          walk(walker, resource).some((value) => fits.some((test) => test(value))),
      ),
  }
}

interface Criterion {
  readonly type: SearchParameter['type']
  readonly walker: PathWalker
  readonly elements: readonly string[]
  /** One of them must hold for one value of the element. */
  readonly fits: readonly ((value: unknown) => boolean)[]
}

function readConstraint(
  type: string,
  name: string,
  value: string,
  definitions: Definitions,
  read: ReferenceReader,
): Criterion | UnusableConstraint {
  if (/[:.]/.test(name)) return { unusable: `${name}: modifiers and chains are not evaluated` }
  const parameter = definitions.searchParameter(type, name)
  if (parameter === undefined) return { unusable: `${name} is not a search parameter of ${type}` }
  const walker = walkerOf(parameter)
  const elements = walker && outermostElements(walker)
  if (walker === undefined || elements === undefined) return { unusable: `${name} of ${type} cannot be evaluated` }

  const values = splitOr(value)
  if (values.length > MAX_VALUES) return { unusable: `${name} has more than ${MAX_VALUES} values` }
  const fits: ((value: unknown) => boolean)[] = []
  for (const each of values) {
    const test = readTest(each, parameter, definitions, read)
    if (test === undefined) return { unusable: `a value of ${name} (${parameter.type}) cannot be evaluated` }
    fits.push(test)
  }
  return { type: parameter.type, walker, elements, fits }
}

function walkerOf({ code, type, expression }: SearchParameter): PathWalker | undefined {
  if (expression === undefined || code === '_lastUpdated') return undefined
  const walker = compilePath(expression)
  return walker && type === 'date' ? toDates(walker) : walker
}

function readTest(
  value: string,
  parameter: SearchParameter,
  definitions: Definitions,
  read: ReferenceReader,
): ((value: unknown) => boolean) | undefined {
  const parts = readParts(value)
  if (parts === undefined) return undefined
  const text = parts.join('|')
  switch (parameter.type) {
    case 'token':
      return readTokenTest(parts)
    case 'reference':
      return readReferenceTest(text, parameter, definitions, read)
    case 'date':
      return readDateTest(text)
    case 'uri':
      return text === '' ? undefined : (found) => found === text
    default:
      return undefined
  }
}

function isOfType(resource: unknown, type: string): boolean {
  return (
    typeof resource === 'object' && resource !== null && (resource as { resourceType?: unknown }).resourceType === type
  )
}
