import { attributesOf } from '../evaluate/condition.ts'
import type { Attribute, PolicyDocument, Rule } from '../language.ts'
import { readAttribute } from '../schema/attribute.ts'

const PLACEHOLDERS = /\$\{([^{}]*)\}/g

/** The request headers that any rule looks at, in lower case, each once. */
export function headersOf({ rules = [], tenants }: PolicyDocument): readonly string[] {
  const all = [...rules, ...Object.values(tenants).flatMap((tenant) => tenant.rules)]
  const names = all
    .flatMap(attributesOfRule)
    .filter(({ root, path }) => root === 'request' && path[0] === 'headers')
    .map(({ path }) => (path[1] ?? '').toLowerCase())
  return [...new Set(names)].filter((name) => name !== '').sort()
}

function attributesOfRule({ when, obligations }: Rule): readonly Attribute[] {
  const filled = Object.values(obligations.narrow)
    .flatMap((text) => [...text.matchAll(PLACEHOLDERS)])
    .map(([, name = '']) => readAttribute(name))
    .filter((attribute) => attribute !== undefined)
  return when === undefined ? filled : [...attributesOf(when), ...filled]
}
