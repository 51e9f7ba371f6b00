import { type Grants, grantsOf } from '../../../src/scopes/grants.ts'
import { readScope } from '../../../src/scopes/parse.ts'
import { isInertScope, type Scope, writeScope } from '../../../src/scopes/scope.ts'
import { languageOf } from '../../fixtures/language.ts'
import { all, chars, type Grammar, many, mapped, maybe, mostly, one } from '../engine/grammar.ts'
import { equal, holds, same } from '../engine/holds.ts'
import { target } from '../engine/target.ts'

const { definitions } = languageOf()
/** SMART App Launch 2.2, put down once more, and by other means. */
const RESOURCE_SCOPE =
  /^(?:http:\/\/smarthealthit\.org\/fhir\/scopes\/)?(patient|user|system)\/(\*|[A-Z]\w*)\.([a-z*]+)/
const LETTERS: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' }
const permissions = ['c', 'r', 'u', 'd', 's'] as const

const letters = mostly(
  one('read', 'write', '*', 'rs', 'cruds', 's', 'r', 'cud', 'c', 'us'),
  ...['', 'sr', 'rr', 'cruds.rs', 'Read', 'rsx', 'admin'],
)
const constraint: Grammar = mostly(
  one(
    ...['category=laboratory', 'category=http://a.example/x|vital-signs', 'code=8867-4,8310-5', '_id=1', '_tag=a|b'],
    all('category=', mapped(chars('ab|,\\ é&=%/', 1, 6), encodeURIComponent)),
  ),
  ...['category', '=a', 'category=', 'category:not=a', 'category=%', 'name=a', 'a&b=c', 'category=a b'],
)
const scope: Grammar = mostly(
  all(
    maybe('http://smarthealthit.org/fhir/scopes/', 1),
    mostly(one('patient', 'user', 'system'), 'Patient', 'admin', ''),
    '/',
    mostly(one('Observation', 'Patient', '*', 'Condition'), 'observation', 'Foo', ''),
    '.',
    letters,
    maybe(all('?', many(constraint, 1, 2, '&')), 1),
  ),
  ...['openid', 'fhirUser', 'launch/patient', 'offline_access', '__ehr', 'urn:a:b', 'patient/Observation', 'a/b.c'],
)

/**
 * A scope is taken by one grammar, in one meaning, and written again has the same; what a token may do is the sum of its
 * scopes, whatever their order and repetition, and no `patient/` scope means anything without a patient.
 */
export const scopes = target<Grants>({
  name: 'scopes',
  longest: 16 * 1024,
  within: 300,
  grammar: many(scope, 1, 4, mostly(' ', '  ', '\t', ',')),
  words: [' patient/', ' user/*.', '.rs?', '?category=', '%2C', '%7C', '&', 'Observation', 'launch', '?', '.'],
  read: (input) => grantsOf(wordsOf(input), { patient: 'p01' }, definitions),
  check(input, grants) {
    const words = wordsOf(input)
    const held = permissionsOf(grants)
    for (const word of words.slice(0, 20)) checkScope(word)
    if (input.length > 2048) return 'long'
    same(
      permissionsOf(grantsOf([...words, ...words].reverse(), { patient: 'p01' }, definitions)),
      held,
      'order does not count',
    )
    const nobody = grantsOf(words, {}, definitions)
    holds(!nobody.byContext.has('patient'), 'nothing for a patient who is not named')
    const more = permissionsOf(grantsOf([...words, 'user/Basic.rs'], { patient: 'p01' }, definitions))
    const bare = (each: string) => each.replace('?', '')
    holds(
      held.every((each) => more.map(bare).includes(bare(each))),
      'a further scope takes nothing away',
    )
    return `${Math.min(held.length, 20)} held, ${[...new Set(grants.inert.map(({ why }) => why))].sort().join(', ')}`
  },
})

function wordsOf(input: Buffer): readonly string[] {
  return input
    .toString()
    .split(' ')
    .filter((word) => word !== '')
}

function permissionsOf({ find }: Grants): readonly string[] {
  const found: string[] = []
  for (const context of ['patient', 'user', 'system'] as const)
    for (const type of ['Observation', 'Patient', 'Basic', '*'])
      for (const permission of permissions) {
        const grant = find(context, type, permission)
        if (grant) found.push(`${context}/${type}.${permission}${grant.constraint ? '?' : ''}`)
      }
  return found
}

function checkScope(text: string): void {
  const read = readScope(text, definitions.isResourceType)
  if (isInertScope(read)) return
  const [, context, type, letters] = RESOURCE_SCOPE.exec(text) ?? []
  equal(context, read.context, 'a resource scope begins with its context')
  equal(type, read.type, 'and says its type')
  const asked = LETTERS[letters!] ?? letters!
  equal(permissions.filter((each) => read.permissions.has(each)).join(''), asked, 'and its permissions, in order')
  equal(read.constraints.length > 0, text.includes('?'), 'and whether it is constrained')
  const again = readScope(written(read), definitions.isResourceType) as Scope
  same(again.constraints, read.constraints, 'written again it has the same constraints')
  same([...again.permissions], [...read.permissions], 'written again it has the same permissions')
}

function written({ context, type, permissions, constraints }: Scope): string {
  const criteria = constraints.map(({ parameter, value }) => `${parameter}=${encodeURIComponent(value)}`)
  return writeScope(context, type, permissions) + (criteria.length > 0 ? `?${criteria.join('&')}` : '')
}
