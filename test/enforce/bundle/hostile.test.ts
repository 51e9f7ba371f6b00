import { describe, expect, test } from 'vitest'
import { AnswerError, type AnswerProblem } from '../../../src/enforce/bundle/error.ts'
import { type BundleLimits, createBundleRewriter } from '../../../src/enforce/bundle/rewriter.ts'
import { rewrite } from './rewrite.ts'

const wrap = (entry: string | Buffer) =>
  Buffer.concat([Buffer.from('{"resourceType":"Bundle","entry":['), Buffer.from(entry as string), Buffer.from(']}')])

function problemOf(work: () => unknown): AnswerProblem | 'none' {
  try {
    work()
    return 'none'
  } catch (error) {
    if (error instanceof AnswerError) return error.problem
    throw error
  }
}

const cases: [string, AnswerProblem, string | Buffer, Partial<BundleLimits>?][] = [
  ['nothing', 'cut-short', ''],
  ['white space', 'cut-short', '  \n'],
  ['an array', 'malformed', '[{"resourceType":"Bundle"}]'],
  ['a string', 'malformed', '"Bundle"'],
  ['null', 'malformed', 'null'],
  ['a byte order mark', 'malformed', '\ufeff{"resourceType":"Bundle"}'],
  ['UTF-16', 'malformed', Buffer.from('{"resourceType":"Bundle"}', 'utf16le')],
  ['gzip', 'malformed', Buffer.from([0x1f, 0x8b, 8, 0, 0])],
  ['HTML', 'malformed', '<html></html>'],
  ['another resource', 'wrong-type', '{"resourceType":"Patient","name":[]}'],
  ['another resource that says so last', 'wrong-type', '{"entry":[],"resourceType":"OperationOutcome"}'],
  ['another letter case', 'wrong-type', '{"resourceType":"bundle"}'],
  ['a type that is not text', 'wrong-type', '{"resourceType":["Bundle"]}'],
  ['a type that is null', 'wrong-type', '{"resourceType":null}'],
  ['no type', 'wrong-type', '{"type":"searchset","entry":[]}'],
  ['an empty object', 'wrong-type', '{}'],
  ['the type twice', 'duplicate', '{"resourceType":"Bundle","resourceType":"Bundle"}'],
  ['the type twice, once escaped', 'duplicate', '{"resourceType":"Bundle","resource\\u0054ype":"Patient"}'],
  ['entry twice', 'duplicate', '{"resourceType":"Bundle","entry":[],"entry":[]}'],
  ['entry twice, first escaped', 'duplicate', '{"resourceType":"Bundle","\\u0065ntry":[],"entry":[]}'],
  ['entry twice, then escaped', 'duplicate', '{"resourceType":"Bundle","entry":[],"\\u0065ntry":[]}'],
  ['another member twice', 'duplicate', '{"resourceType":"Bundle","link":[],"link":[]}'],
  ['resource twice', 'duplicate', wrap('{"resource":{"resourceType":"A"},"resource":{"resourceType":"B"}}')],
  [
    'resource twice, once escaped',
    'duplicate',
    wrap('{"resource":{"resourceType":"A"},"r\\u0065source":{"resourceType":"B"}}'),
  ],
  ['the type of an entry twice', 'duplicate', wrap('{"resource":{"resourceType":"A","resourceType":"B"}}')],
  [
    'the type of an entry twice, once escaped',
    'duplicate',
    wrap('{"resource":{"resourceType":"A","\\u0072esourceType":"B"}}'),
  ],
  ['the subject of an entry twice', 'duplicate', wrap('{"resource":{"resourceType":"A","subject":{},"subject":{}}}')],
  [
    'a name twice among very many',
    'duplicate',
    wrap(`{${Array.from({ length: 40 }, (_, n) => `"n${n % 39}":1`).join()}}`),
  ],
  ['fullUrl twice', 'duplicate', wrap('{"fullUrl":"a","fullUrl":"b"}')],
  ['a resource without type', 'wrong-type', wrap('{"resource":{"id":"a"}}')],
  ['a resource with an empty type', 'wrong-type', wrap('{"resource":{"resourceType":""}}')],
  ['a resource with a type that is not text', 'malformed', wrap('{"resource":{"resourceType":1}}')],
  ['a resource that is an array', 'malformed', wrap('{"resource":[{"resourceType":"A"}]}')],
  ['a resource that is null', 'malformed', wrap('{"resource":null}')],
  ['an entry that is a number', 'malformed', wrap('1')],
  ['an entry that is null', 'malformed', wrap('null')],
  ['an entry that is an array', 'malformed', wrap('[{}]')],
  ['entry that is an object', 'malformed', '{"resourceType":"Bundle","entry":{"resource":{}}}'],
  ['entry that is null', 'malformed', '{"resourceType":"Bundle","entry":null}'],
  ['a trailing comma in entry', 'malformed', wrap('{},')],
  ['a leading comma in entry', 'malformed', wrap(',{}')],
  ['no comma between entries', 'malformed', wrap('{} {}')],
  ['entry closed with a brace', 'malformed', '{"resourceType":"Bundle","entry":[{}}'],
  ['a trailing comma in the Bundle', 'malformed', '{"resourceType":"Bundle",}'],
  ['a leading comma in the Bundle', 'malformed', '{,"resourceType":"Bundle"}'],
  ['no comma between members', 'malformed', '{"resourceType":"Bundle" "type":"x"}'],
  ['no colon', 'malformed', '{"resourceType" "Bundle"}'],
  ['a bare name', 'malformed', '{resourceType:"Bundle"}'],
  ['single quotes', 'malformed', "{'resourceType':'Bundle'}"],
  ['a comment', 'malformed', '{"resourceType":"Bundle"/**/}'],
  ['a comment in an entry', 'malformed', wrap('{/*"*/}')],
  ['brackets crossed in an entry', 'malformed', wrap('{"a":[{]}}')],
  ['a wrong number in an entry', 'malformed', wrap('{"a":[01]}')],
  ['a wrong number in a member', 'malformed', '{"resourceType":"Bundle","total":+1}'],
  ['NaN', 'malformed', wrap('{"a":NaN}')],
  ['a line break in a string', 'malformed', wrap('{"a":"\n"}')],
  ['an unknown escape', 'malformed', wrap('{"a":"\\x"}')],
  ['a wrong unicode escape', 'malformed', wrap('{"a":"\\u00zz"}')],
  ['half a surrogate pair in a name', 'malformed', wrap('{"\\ud800":1}')],
  ['not UTF-8 in an entry', 'malformed', wrap(Buffer.from([...Buffer.from('{"a":"'), 0xff, ...Buffer.from('"}')]))],
  [
    'an overlong form in an entry',
    'malformed',
    wrap(Buffer.from([...Buffer.from('{"a":"'), 0xc0, 0xa2, ...Buffer.from('"}')])),
  ],
  [
    'not UTF-8 in a name of an entry',
    'malformed',
    wrap(Buffer.from([...Buffer.from('{"a'), 0xff, ...Buffer.from('":1}')])),
  ],
  ['not UTF-8 in a member', 'malformed', Buffer.from('{"resourceType":"Bundle","id":"\xff"}', 'latin1')],
  ['not UTF-8 in a name', 'malformed', Buffer.from('{"resourceType":"Bundle","\xff":1}', 'latin1')],
  ['a second document', 'malformed', '{"resourceType":"Bundle"}{"resourceType":"Bundle"}'],
  ['a brace too many', 'malformed', '{"resourceType":"Bundle"}}'],
  ['a NUL after the end', 'malformed', '{"resourceType":"Bundle"}\0'],
  ['a missing brace', 'cut-short', '{"resourceType":"Bundle"'],
  ['the end within a name', 'cut-short', '{"resourceType":"Bundle","ty'],
  ['the end after a colon', 'cut-short', '{"resourceType":"Bundle","type":'],
  ['the end after the name entry', 'cut-short', '{"resourceType":"Bundle","entry":'],
  ['the end within entry', 'cut-short', '{"resourceType":"Bundle","entry":[{}'],
  ['the end within an entry', 'cut-short', '{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"A"'],
  ['the end within a string', 'cut-short', '{"resourceType":"Bundle","entry":[{"a":"x'],
  ['the end within an escape', 'cut-short', '{"resourceType":"Bundle","entry":[{"a":"\\u00'],
  ['the end within a number', 'cut-short', '{"resourceType":"Bundle","total":1'],
  ['the end within a word', 'cut-short', '{"resourceType":"Bundle","total":tr'],
  ['an entry too deep', 'too-deep', wrap('{"a":[[[]]]}'), { depth: 5 }],
  ['a resource too deep', 'too-deep', wrap('{"resource":{"resourceType":"A","a":[[]]}}'), { depth: 5 }],
  ['a member too deep', 'too-deep', '{"resourceType":"Bundle","a":[[[[]]]]}', { depth: 4 }],
  ['endless depth', 'too-deep', wrap(`{"a":${'['.repeat(50_000)}`)],
  ['an entry too large', 'too-large', wrap(`{"a":"${'x'.repeat(100)}"}`), { entryBytes: 100 }],
  [
    'an entry too large without end',
    'too-large',
    `{"resourceType":"Bundle","entry":[{"a":"${'x'.repeat(10_000)}`,
    { entryBytes: 100 },
  ],
  ['a member too large', 'too-large', `{"resourceType":"Bundle","a":"${'x'.repeat(100)}"}`, { memberBytes: 100 }],
  ['a name too large without end', 'too-large', `{"${'x'.repeat(10_000)}`, { memberBytes: 100 }],
  [
    'very many members',
    'too-large',
    `{"resourceType":"Bundle",${Array.from({ length: 99 }, (_, n) => `"n${n}":1`)}}`,
    { memberBytes: 500 },
  ],
  [
    'large members before the type',
    'too-large',
    `{"a":"${'x'.repeat(60)}","b":"${'x'.repeat(60)}"`,
    { memberBytes: 100 },
  ],
]

describe.each([1, 2, 5, 64, 100_000])('in chunks of %i', (size) => {
  test.each(cases)('%s', (_name, problem, document, limits) => {
    expect(problemOf(() => rewrite(document, {}, limits, size))).toBe(problem)
  })
})

test('what was given out before a failure is never a JSON document', () => {
  for (const [, , document, limits] of cases) {
    const rewriter = createBundleRewriter(
      { entryBytes: 100_000, memberBytes: 100_000, depth: 64, ...limits },
      { onEntry: () => 'keep', onMember: () => 'keep' },
    )
    let given = ''
    problemOf(() => {
      for (const byte of Buffer.from(document as string)) given += Buffer.concat(rewriter.push(Buffer.of(byte)))
      given += Buffer.concat(rewriter.end())
    })
    expect(() => JSON.parse(given)).toThrow(SyntaxError)
  }
})

test('nothing but judged entries is given out before the type is known', () => {
  const rewriter = createBundleRewriter(
    { entryBytes: 1000, memberBytes: 1000, depth: 9 },
    { onEntry: () => 'drop', onMember: () => 'keep' },
  )
  const given = rewriter.push(
    Buffer.from('{"name":[{"family":"Secret"}],"entry":[{"resource":{"resourceType":"Patient"}}],"id":"secret"'),
  )
  expect(given).toEqual([])
  expect(problemOf(() => rewriter.push(Buffer.from(',"resourceType":"Patient"}')))).toBe('wrong-type')
})

test('after a failure every further call fails alike', () => {
  const rewriter = createBundleRewriter(
    { entryBytes: 1000, memberBytes: 1000, depth: 9 },
    { onEntry: () => 'keep', onMember: () => 'keep' },
  )
  expect(problemOf(() => rewriter.push(Buffer.from('[')))).toBe('malformed')
  expect(problemOf(() => rewriter.push(Buffer.from('{"resourceType":"Bundle"}')))).toBe('malformed')
  expect(problemOf(() => rewriter.end())).toBe('malformed')
})

test('what a handler throws ends the answer', () => {
  const onEntry = () => {
    throw new TypeError('no verdict')
  }
  expect(() => rewrite(wrap('{}'), { onEntry })).toThrow('no verdict')
})

test('the message of an error tells nothing of the content', () => {
  expect(() => rewrite(wrap('{"resource":{"resourceType":"Patient","id":"secret","id":"secret"}}'))).toThrow(
    /^((?!secret).)*$/,
  )
})
