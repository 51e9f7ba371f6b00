import { loadElements } from '../../../src/config/definitions/load-elements.ts'
import { readStrict } from '../../../src/fhir/json/strict.ts'
import { applyPatch } from '../../../src/fhir/patch/apply.ts'
import { isRefusal } from '../../../src/fhir/refusal.ts'
import { bodyOf } from '../../fhir/patch/fixtures/patching.ts'
import { canonical, type PlainOperation, plainPatch, withoutEmpty } from '../../fhir/patch/fixtures/plain-patch.ts'
import { all, chars, type Grammar, many, maybe, mostly, one } from '../engine/grammar.ts'
import { equal, holds } from '../engine/holds.ts'
import { target } from '../engine/target.ts'
import { jsonValue } from '../grammars/json.ts'

const elements = loadElements('R4')
const before = {
  resourceType: 'Patient',
  id: '1',
  active: true,
  name: [{ use: 'old', given: ['A', 'C'], _given: [{ id: 'x' }, null] }, { family: 'B' }],
  contact: [{ name: { family: 'D' } }],
  contained: [{ resourceType: 'Organization', id: 'o', name: 'O' }],
  'a/b': { '~': 1.5 },
  multipleBirthInteger: 2,
}
const stored = bodyOf(JSON.stringify(before, null, 1))

type Outcome = ReturnType<typeof applyPatch>

const pointer: Grammar = mostly(
  one(
    ...[
      '/active',
      '/name',
      '/name/0',
      '/name/1/family',
      '/name/0/given',
      '/name/0/given/-',
      '/name/-',
      '/a~1b/~0',
      '/contact/0',
    ],
    all('/name/', chars('0123-', 1, 2), maybe('/use')),
    all('/', chars('ab01', 1, 2)),
  ),
  ...[
    '',
    '/id',
    '/resourceType',
    'name',
    '/name/01',
    '/name/1e0',
    '/__proto__/a',
    '/~2',
    '/name/0/given/length',
    '/contained/0/id',
  ],
)
const operation: Grammar = mostly(
  one(
    all('{"op":"', one('add', 'replace', 'test'), '","path":"', pointer, '","value":', jsonValue, '}'),
    all('{"op":"remove","path":"', pointer, '"}'),
    all('{"op":"', one('move', 'copy'), '","from":"', pointer, '","path":"', pointer, '"}'),
  ),
  all('{"op":"', one('Add', 'patch', ''), '","path":"', pointer, '"}'),
  jsonValue,
)

/** A patch does what a plain implementation on values does, or nothing; type and id stay, and the stored bytes as well. */
export const jsonPatch = target<Outcome | undefined>({
  name: 'json-patch',
  longest: 256 * 1024,
  within: 1500,
  grammar: all('[', many(operation, 0, 5, ','), ']'),
  words: ['{"op":"', '"path":"/', '"from":"/name', '"move"', '"copy"', '"value":', '/-', '~1', '~0', '/0', ','],
  read(input) {
    const body = readStrict(input, { depth: 64, top: 'array' })
    return isRefusal(body) ? undefined : applyPatch(stored, { dialect: 'json-patch', body }, elements)
  },
  check(input, result) {
    equal(stored.bytes.toString(), JSON.stringify(before, null, 1), 'the stored bytes stay')
    if (result === undefined) return 'not JSON'
    if (!Buffer.isBuffer(result)) return 'refused' in result ? result.refused : `failed ${result.failed}`
    const after = checkPatched(result)
    const operations = JSON.parse(input.toString()) as PlainOperation[]
    if (input.length > 4096 || !operations.every(isPlain)) return 'patched'
    equal(canonical(after), canonical(withoutEmpty(plainPatch(before, operations))), 'a plain patch comes to the same')
    return `patched by ${Math.min(operations.length, 4)}`
  },
})

/** Not what the plain implementation does not know of: inherited members, and lists beside a list of primitives. */
function isPlain(operation: PlainOperation): boolean {
  return !/__proto__|["/]_/.test(JSON.stringify(operation))
}

const fhirPath: Grammar = mostly(
  one(
    ...[
      'Patient.active',
      'Patient.name',
      'Patient.name[0]',
      "Patient.name.where(use='old')",
      'Patient',
      'Patient.contact',
    ],
    ...['Patient.name[0].given', 'Patient.name[1].family', 'Patient.multipleBirth', 'Patient.contained[0].name'],
  ),
  ...['Patient.id', 'name', 'Patient.foo', 'Patient.name[', "Patient.where(a='b')", 'Patient.name[99]', ''],
)
const value: Grammar = one(
  all(
    '{"name":"value","',
    one('valueString', 'valueBoolean', 'valueHumanName', 'valueInteger', 'resource'),
    '":',
    jsonValue,
    '}',
  ),
  '{"name":"value","valueString":"x"}',
  '{"name":"value","part":[{"name":"family","valueString":"x"}]}',
)
const number = (name: string): Grammar =>
  all('{"name":"', name, '","valueInteger":', mostly(one('0', '1', '2'), '-1', '1.5', '9'), '}')
const named = '{"name":"name","valueString":"'
const change = (type: string, ...more: readonly Grammar[]): Grammar =>
  all(
    '{"name":"operation","part":[{"name":"type","valueCode":"',
    mostly(type, '', 'Add', 'insert'),
    '"},{"name":"path","valueString":"',
    fhirPath,
    '"}',
    ...more.map((each) => mostly(all(',', each), '')),
    ']}',
  )
const fhirOperation: Grammar = one(
  change('add', all(named, one('family', 'given', 'name', 'active', 'birthDate'), '"}'), value),
  change('insert', number('index'), value),
  change('replace', value),
  change('delete'),
  change('move', number('source'), number('destination')),
)

/** The same of patches by FHIRPath, of which there is no plain implementation to compare with. */
export const fhirPatch = target<Outcome | undefined>({
  name: 'fhir-patch',
  longest: 256 * 1024,
  within: 1500,
  grammar: all('{"resourceType":"Parameters","parameter":[', many(fhirOperation, 0, 3, ','), ']}'),
  words: [
    '"valueString":"Patient.',
    '"part":[',
    '"name":"',
    '[0]',
    ".where(use='old')",
    '"valueInteger":',
    '{"name":"operation"',
  ],
  read(input) {
    const body = readStrict(input, { depth: 64 })
    return isRefusal(body) ? undefined : applyPatch(stored, { dialect: 'fhirpath-patch', body }, elements)
  },
  check(_input, result) {
    equal(stored.bytes.toString(), JSON.stringify(before, null, 1), 'the stored bytes stay')
    if (result === undefined) return 'not JSON'
    if (!Buffer.isBuffer(result)) return 'refused' in result ? result.refused : `failed ${result.failed}`
    checkPatched(result)
    return result.equals(stored.bytes) ? 'unchanged' : 'patched'
  },
})

function checkPatched(bytes: Buffer): unknown {
  const after = readStrict(bytes, { depth: 1000 })
  holds(!isRefusal(after), 'what comes of a patch is strict JSON')
  const { resourceType, id } = (after as { value: Record<string, unknown> }).value
  equal(`${resourceType}/${id}`, 'Patient/1', 'type and id stay')
  return JSON.parse(bytes.toString())
}
