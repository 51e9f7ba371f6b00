import type { Attribute, Comparison, Condition, Operand } from '../language.ts'
import { patternTest } from '../pattern.ts'
import type { Knowledge } from '../rule-book.ts'
import { attributeReader, isOfCaller, type ReadValues } from './attribute.ts'
import { type Compare, comparison, matches } from './comparison.ts'
import type { Facts } from './facts.ts'
import { both, EITHER, either, FALSE, negated, type Outcome, outcomeOf, PENDING, TRUE, UNKNOWN } from './outcome.ts'

/** A condition, or a key of `match`, made ready to be asked. */
export type Test = (facts: Facts) => Outcome

/**
 * Makes a condition ready. An absent attribute makes a test unknown, except `exists`; one of the resource makes it
 * pending while the resource is not there.
 */
export function compileCondition(condition: Condition, knowledge: Knowledge): Test {
  if ('all' in condition) return joined(condition.all, knowledge, TRUE, both)
  if ('any' in condition) return joined(condition.any, knowledge, FALSE, either)
  if ('not' in condition) {
    const test = compileCondition(condition.not, knowledge)
    return (facts) => negated(test(facts))
  }
  if ('exists' in condition) {
    const read = attributeReader(condition.exists, knowledge)
    return (facts) => {
      const values = read(facts)
      return values === undefined ? EITHER : outcomeOf(values.length > 0)
    }
  }
  return compileTest(condition.test, condition.attribute, condition.operand, knowledge)
}

/** The attributes that a condition looks at. */
export function attributesOf(condition: Condition): readonly Attribute[] {
  if ('all' in condition) return condition.all.flatMap(attributesOf)
  if ('any' in condition) return condition.any.flatMap(attributesOf)
  if ('not' in condition) return attributesOf(condition.not)
  if ('exists' in condition) return [condition.exists]
  const { attribute, operand } = condition
  return 'attribute' in operand ? [attribute, operand.attribute] : [attribute]
}

/** Whether a condition is the same for everything that one caller asks. */
export function isAboutCaller(condition: Condition): boolean {
  return attributesOf(condition).every(isOfCaller)
}

function joined(
  conditions: readonly Condition[],
  knowledge: Knowledge,
  start: Outcome,
  join: (a: Outcome, b: Outcome) => Outcome,
): Test {
  const tests = conditions.map((condition) => compileCondition(condition, knowledge))
  const decided = negated(start)
  return (facts) => {
    let outcome = start
    for (const test of tests) {
      outcome = join(outcome, test(facts))
      if (outcome === decided) break
    }
    return outcome
  }
}

function compileTest(test: Comparison, attribute: Attribute, operand: Operand, knowledge: Knowledge): Test {
  const compare = comparisonOf(test, operand, knowledge)
  const references = test === 'sameAs'
  const left = attributeReader(attribute, knowledge)
  const right: ReadValues =
    'literals' in operand ? () => operand.literals : attributeReader(operand.attribute, knowledge)
  const typeOfLeft = references ? bareIdType(attribute) : undefined
  const typeOfRight = references && 'attribute' in operand ? bareIdType(operand.attribute) : undefined
  return (facts) => {
    const [values, operands] = [left(facts), right(facts)]
    if (values?.length === 0 || operands?.length === 0) return UNKNOWN
    if (values === undefined || operands === undefined) return PENDING
    return compare(asReferences(values, typeOfLeft), asReferences(operands, typeOfRight))
  }
}

function comparisonOf(test: Comparison, operand: Operand, knowledge: Knowledge): Compare {
  if (test !== 'matches') return comparison(test, knowledge)
  const [pattern] = 'literals' in operand ? operand.literals : []
  return pattern === undefined ? () => UNKNOWN : matches(patternTest(String(pattern)))
}

/** What the launch context names is named by a bare id (SMART App Launch, launch context). */
function bareIdType({ root, path }: Attribute): string | undefined {
  if (root !== 'token' || path.length !== 1) return undefined
  return path[0] === 'patient' ? 'Patient' : path[0] === 'encounter' ? 'Encounter' : undefined
}

function asReferences(values: readonly unknown[], type: string | undefined): readonly unknown[] {
  if (type === undefined) return values
  return values.map((value) => (typeof value === 'string' && !value.includes('/') ? `${type}/${value}` : value))
}
