import { expect, test } from 'vitest'
import { readStrict } from '../../../src/fhir/json/strict.ts'

const raw = (...bytes: number[]) => Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')])

const malformed: [string, string | Buffer][] = [
  ['nothing', ''],
  ['white space only', ' \n'],
  ['an array', '[]'],
  ['a string', '"a"'],
  ['a number', '1'],
  ['null', 'null'],
  ['XML', '<Patient/>'],
  ['a byte order mark', '\ufeff{}'],
  ['UTF-16 little endian', Buffer.from('{}', 'utf16le')],
  ['UTF-16 with its mark', Buffer.from('\ufeff{}', 'utf16le')],
  ['gzip', Buffer.from([0x1f, 0x8b, 8, 0])],
  ['an overlong quote', raw(0xc0, 0xa2)],
  ['an overlong NUL', raw(0xc0, 0x80)],
  ['an overlong slash of three bytes', raw(0xe0, 0x80, 0xaf)],
  ['a surrogate in UTF-8', raw(0xed, 0xa0, 0x80)],
  ['a pair of surrogates in UTF-8', raw(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80)],
  ['a code point above the last', raw(0xf4, 0x90, 0x80, 0x80)],
  ['a lone continuation byte', raw(0x80)],
  ['a sequence cut short', raw(0xe2, 0x82)],
  ['Latin-1', raw(0xe9)],
  ['a bad byte after the document', Buffer.concat([Buffer.from('{}'), Buffer.from([0xff])])],
  ['an unclosed object', '{'],
  ['an unclosed object after a member', '{"a":1'],
  ['an unclosed array', '{"a":[1'],
  ['an unclosed string', '{"a":"x'],
  ['an unclosed string after an escape', '{"a":"x\\"}'],
  ['a string that ends in a backslash', '{"a":"x\\'],
  ['an unclosed name', '{"a'],
  ['a name without value', '{"a"}'],
  ['a name and colon without value', '{"a":}'],
  ['a value without name', '{1}'],
  ['a colon without name', '{:1}'],
  ['two colons', '{"a"::1}'],
  ['an equals sign', '{"a"=1}'],
  ['a trailing comma in an object', '{"a":1,}'],
  ['a trailing comma in an array', '{"a":[1,]}'],
  ['a leading comma in an object', '{,"a":1}'],
  ['a leading comma in an array', '{"a":[,1]}'],
  ['two commas', '{"a":1,,"b":2}'],
  ['no comma between members', '{"a":1 "b":2}'],
  ['no comma between elements', '{"a":[1 2]}'],
  ['a closing bracket of the other kind', '{"a":[1}'],
  ['a closing brace of the other kind', '{"a":1]'],
  ['a member inside an array', '{"a":["b":1]}'],
  ['a bracket too many', '{"a":1}}'],
  ['two documents', '{}{}'],
  ['two documents on two lines', '{"a":1}\n{"a":2}'],
  ['a word after the document', '{} x'],
  ['a NUL after the document', '{}\0'],
  ['a comma after the document', '{},'],
  ['single quotes', "{'a':1}"],
  ['a single-quoted value', '{"a":\'x\'}'],
  ['a bare name', '{a:1}'],
  ['a line comment', '{"a":1}//x'],
  ['a block comment', '{/**/"a":1}'],
  ['a hash comment', '{"a":1}#'],
  ['a form feed as white space', '{\f}'],
  ['a vertical tab as white space', '{\v}'],
  ['a no-break space as white space', '{\u00a0}'],
  ['a line separator as white space', '{\u2028}'],
  ['NaN', '{"a":NaN}'],
  ['Infinity', '{"a":Infinity}'],
  ['minus Infinity', '{"a":-Infinity}'],
  ['undefined', '{"a":undefined}'],
  ['True', '{"a":True}'],
  ['a word cut short', '{"a":tru}'],
  ['a word too long', '{"a":nullx}'],
  ['a leading plus', '{"a":+1}'],
  ['a leading zero', '{"a":01}'],
  ['a leading zero after a minus', '{"a":-01}'],
  ['a minus alone', '{"a":-}'],
  ['two minuses', '{"a":--1}'],
  ['a leading point', '{"a":.5}'],
  ['a trailing point', '{"a":5.}'],
  ['two points', '{"a":1.2.3}'],
  ['an exponent without digits', '{"a":1e}'],
  ['an exponent with a sign only', '{"a":1e+}'],
  ['a point in the exponent', '{"a":1e1.5}'],
  ['hexadecimal', '{"a":0x10}'],
  ['an underscore in a number', '{"a":1_000}'],
  ['a number too large for a double', '{"a":1e309}'],
  ['a number that is gigabytes when written out', '{"a":1e-999999999}'],
  ['a number of many digits', `{"a":${'9'.repeat(101)}}`],
  ['a line break in a string', '{"a":"x\ny"}'],
  ['a tab in a string', '{"a":"x\ty"}'],
  ['a NUL in a string', '{"a":"x\0y"}'],
  ['a line break in a string with other text of several bytes', '{"a":"é\n"}'],
  ['a line break in a name', '{"a\n":1}'],
  ['an unknown escape', '{"a":"\\x41"}'],
  ['an escaped single quote', '{"a":"\\\'"}'],
  ['an escaped line break', '{"a":"\\\n"}'],
  ['an upper-case escape', '{"a":"\\U0041"}'],
  ['a unicode escape cut short', '{"a":"\\u004"}'],
  ['a unicode escape with a letter too far', '{"a":"\\u004g"}'],
  ['a unicode escape with braces', '{"a":"\\u{41}"}'],
  ['half a surrogate pair', '{"a":"\\ud800"}'],
  ['the other half', '{"a":"\\udc00"}'],
  ['halves in the wrong order', '{"a":"\\udc00\\ud800"}'],
  ['half a pair, then a character', '{"a":"\\ud83dx\\ude00"}'],
  ['half a pair in a name', '{"\\ud800":1}'],
]

const duplicate: [string, string][] = [
  ['at the top', '{"a":1,"a":2}'],
  ['with the same value', '{"a":1,"b":0,"a":1}'],
  ['after an escape', '{"resourceType":"Patient","\\u0072esourceType":"Observation"}'],
  ['before an escape', '{"\\u0061":1,"a":2}'],
  ['with null first', '{"a":null,"a":1}'],
  ['with false first', '{"a":false,"a":1}'],
  ['with an empty object first', '{"a":{},"a":{}}'],
  ['deep inside', '{"a":[{"b":{"c":1,"c":2}}]}'],
  ['in an object that is the value of the first', '{"a":{"a":1},"a":2}'],
  ['of a prototype name', '{"__proto__":1,"__proto__":2}'],
  ['of the empty name', '{"":1,"":2}'],
  ['of an integer-like name', '{"1":1,"1":2}'],
  ['of a name of several bytes', '{"é":1,"\\u00e9":2}'],
  ['of a pair of surrogates', '{"😀":1,"\\ud83d\\ude00":2}'],
]

const deep: [string, string][] = [
  ['objects', `${'{"a":'.repeat(5)}1${'}'.repeat(5)}`],
  ['arrays', '{"a":[[[[]]]]}'],
  ['a mixture', '{"a":[{"b":[{}]}]}'],
  ['unclosed arrays without end', `{"a":${'['.repeat(100_000)}`],
]

test.each(malformed)('malformed: %s', (_name, document) => {
  expect(readStrict(Buffer.from(document as string), { depth: 4 })).toMatchObject({ refused: 'BODY_MALFORMED' })
})

test.each(duplicate)('a name twice, %s', (_name, document) => {
  expect(readStrict(Buffer.from(document), { depth: 4 })).toMatchObject({ refused: 'BODY_DUPLICATE_KEY' })
})

test.each(deep)('too deep: %s', (_name, document) => {
  expect(readStrict(Buffer.from(document), { depth: 4 })).toMatchObject({ refused: 'BODY_TOO_DEEP' })
})

test('an object where an array is needed', () => {
  expect(readStrict(Buffer.from('{}'), { depth: 4, top: 'array' })).toMatchObject({ refused: 'BODY_MALFORMED' })
})

test('a refusal tells an offset, and nothing of the document', () => {
  const refusal = readStrict(Buffer.from('{"name":"Secret","name":"Other"}'), { depth: 4 })
  expect(JSON.stringify(refusal)).not.toMatch(/Secret|Other|"name"/)
})
