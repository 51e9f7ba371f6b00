import { all, chars, type Grammar, many, maybe, mostly, nested, one } from '../engine/grammar.ts'

const space = one('', '', '', '', ' ', '\n', '\t', '\r\n ')
const character = one(
  chars('abcxyz019 _-./:', 1, 6),
  mostly(
    one('\\"', '\\\\', '\\/', '\\b', '\\n', '\\u0041', '\\u00e9', '\\ud83d\\ude00', '\\u0000'),
    ...['\\ud83d', '\\udc00', '\\x', '\\u12'],
  ),
  one('é', '€', '😀', '\u2028', '\ufeff', '<', '&', "'"),
)
const names = [
  'resourceType',
  'id',
  'type',
  'entry',
  'resource',
  'request',
  'url',
  'method',
  'fullUrl',
  'link',
  'a',
  'b',
]

export const jsonString: Grammar = all('"', many(character, 0, 4), '"')
export const jsonName: Grammar = one(
  ...names.map((name) => `"${name}"`),
  ...['"__proto__"', '"constructor"', '""', '"\\u0069d"', '"ID"', '"entr\\u0079"'],
  jsonString,
)
export const jsonNumber: Grammar = one(
  ...['0', '1', '-1', '1.10', '-0', '1e5', '1E-7', '9007199254740993'],
  all(maybe('-'), chars('0123456789', 1, 4), maybe(all('.', chars('0123456789', 1, 20)), 1)),
  mostly('2', '1e400', '01', '.5', '1.', '1e1234', '+1', chars('123456789', 90, 110)),
)

/** A value of JSON, nearly always right. */
export const jsonValue: Grammar = nested(
  (self) =>
    one(
      jsonString,
      jsonNumber,
      mostly(one('true', 'false', 'null'), 'nul', 'NaN', 'True'),
      all('[', space, many(all(self, space), 0, 3, all(',', space)), mostly(']', ',]', '', '}')),
      object(self),
    ),
  'null',
)

export const jsonObject: Grammar = object(jsonValue)

function object(value: Grammar): Grammar {
  const member = all(jsonName, space, ':', space, value)
  return all('{', space, many(member, 0, 4, all(space, ',', space)), space, mostly('}', ',}', '}}', ''))
}
