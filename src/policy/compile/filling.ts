import { attributeReader, plainOf } from '../evaluate/attribute.ts'
import type { Facts } from '../evaluate/facts.ts'
import type { Obligations } from '../language.ts'
import type { Knowledge } from '../rule-book.ts'
import { readAttribute } from '../schema/attribute.ts'
import type { Duties } from '../verdict.ts'

/** Fills in the values of `narrow`; undefined when an attribute is absent, so that it cannot be done. */
export type Fill = (facts: Facts) => Duties['narrow'] | undefined

type Part = (facts: Facts) => string | undefined

const PLACEHOLDER = /\$\{([^{}]*)\}/
const nothing: Duties['narrow'] = []

export function compileFilling(narrow: Obligations['narrow'], knowledge: Knowledge): Fill {
  const templates = Object.entries(narrow).map(([parameter, text]) => ({ parameter, parts: partsOf(text, knowledge) }))
  if (templates.length === 0) return () => nothing
  return (facts) => {
    const filled: { parameter: string; value: string }[] = []
    for (const { parameter, parts } of templates) {
      const texts = parts.map((part) => part(facts))
      if (texts.includes(undefined)) return undefined
      filled.push({ parameter, value: texts.join('') })
    }
    return filled
  }
}

/** Text, and attributes between it: `split` leaves what the group caught at the odd places. */
function partsOf(text: string, knowledge: Knowledge): readonly Part[] {
  return text.split(PLACEHOLDER).map((part, at): Part => {
    if (at % 2 === 0) return () => part
    const attribute = readAttribute(part)
    if (attribute === undefined) return () => undefined
    const read = attributeReader(attribute, knowledge)
    return (facts) => alternatives(read(facts))
  })
}

/** Several values are alternatives. What separates values and parts of them is data here (search.html#escaping). */
function alternatives(values: readonly unknown[] | undefined): string | undefined {
  const texts = values?.map(plainOf) ?? []
  if (texts.length === 0 || texts.some((text) => text === undefined || text === '')) return undefined
  return texts.map((text) => String(text).replace(/[\\,$|]/g, '\\$&')).join(',')
}
