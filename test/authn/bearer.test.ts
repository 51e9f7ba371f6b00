import { describe, expect, test } from 'vitest'
import { MAX_TOKEN_LENGTH, readBearer } from '../../src/authn/bearer.ts'
import { isAuthenticationFailure } from '../../src/authn/failure.ts'

const codeOf = (headers: string[], query = '') => {
  const read = readBearer(headers, query)
  return isAuthenticationFailure(read) ? `${read.status} ${read.unauthenticated}` : read.token
}

describe('reading the Authorization header', () => {
  test.each([
    ['Bearer abc.def', 'abc.def'],
    ['bearer abc', 'abc'],
    ['BEARER a-b._~+/c==', 'a-b._~+/c=='],
    [`Bearer ${'a'.repeat(MAX_TOKEN_LENGTH)}`, 'a'.repeat(MAX_TOKEN_LENGTH)],
  ])('%# is a token', (value, token) => {
    expect(codeOf(['Host', 'x', 'authorization', value])).toBe(token)
  })

  test.each([
    ['', '400 AUTHORIZATION_MALFORMED'],
    ['Bearer', '400 AUTHORIZATION_MALFORMED'],
    ['Bearer ', '400 AUTHORIZATION_MALFORMED'],
    ['Bearer  abc', '400 AUTHORIZATION_MALFORMED'],
    ['Bearer\tabc', '400 AUTHORIZATION_MALFORMED'],
    ['Bearer abc ', '400 AUTHORIZATION_MALFORMED'],
    ['Bearer abc, Bearer def', '400 AUTHORIZATION_MALFORMED'],
    ['Bearer abc def', '400 AUTHORIZATION_MALFORMED'],
    ['Bearer "abc"', '400 AUTHORIZATION_MALFORMED'],
    ['Bearer ab=c', '400 AUTHORIZATION_MALFORMED'],
    ['Bearer =', '400 AUTHORIZATION_MALFORMED'],
    ['Bearer abc\u00e9', '400 AUTHORIZATION_MALFORMED'],
    ['Bearer: abc', '400 AUTHORIZATION_MALFORMED'],
    ['=Bearer abc', '400 AUTHORIZATION_MALFORMED'],
    [' Bearer abc', '400 AUTHORIZATION_MALFORMED'],
    ['Basic dXNlcjpwYXNz', '401 SCHEME_UNSUPPORTED'],
    ['Negotiate', '401 SCHEME_UNSUPPORTED'],
    ['DPoP', '400 AUTHORIZATION_MALFORMED'],
    ['DPoP abc, Bearer abc', '400 AUTHORIZATION_MALFORMED'],
    ['DPoPX abc', '401 SCHEME_UNSUPPORTED'],
    ['BearerX abc', '401 SCHEME_UNSUPPORTED'],
    ['Digest username="x", realm="y"', '401 SCHEME_UNSUPPORTED'],
    ['abc.def.ghi', '401 SCHEME_UNSUPPORTED'],
    [`Bearer ${'a'.repeat(MAX_TOKEN_LENGTH + 1)}`, '400 TOKEN_TOO_LARGE'],
  ])('%j is refused', (value, code) => {
    expect(codeOf(['Authorization', value])).toBe(code)
  })

  test('none, or only headers like it, is no credential', () => {
    expect(codeOf([])).toBe('401 CREDENTIALS_MISSING')
    expect(codeOf(['Proxy-Authorization', 'Bearer abc', 'Cookie', 'token=abc', 'X-Authorization', 'Bearer abc'])).toBe(
      '401 CREDENTIALS_MISSING',
    )
  })

  test.each([
    [['Authorization', 'Bearer abc', 'Authorization', 'Bearer abc']],
    [['Authorization', 'Bearer abc', 'AUTHORIZATION', '']],
    [['authorization', 'Basic eDp5', 'Authorization', 'Bearer abc']],
  ])('given twice: %j', (headers) => {
    expect(codeOf(headers)).toBe('400 AUTHORIZATION_REPEATED')
  })
})

test.each([
  ['Bearer abc', 'bearer'],
  ['BEARER abc', 'bearer'],
  ['DPoP abc', 'dpop'],
  ['dpop abc', 'dpop'],
])('%s is presented by the scheme %s', (value, scheme) => {
  expect(readBearer(['Authorization', value], '')).toEqual({ token: 'abc', scheme })
})

describe('a token in the query', () => {
  test.each([
    'access_token=abc',
    'access_token',
    'code=1&access_token=abc',
    'access%5ftoken=abc',
    '%61ccess_token=abc',
    'ACCESS_TOKEN=abc',
    'a=1;access_token=abc',
    '+access_token=abc',
    '&&access_token=',
    '?access_token=abc',
    '%3F?access_token=abc',
  ])('%s is refused, with and without a good header', (query) => {
    expect(codeOf(['Authorization', 'Bearer abc'], query)).toBe('400 TOKEN_IN_QUERY')
    expect(codeOf([], query)).toBe('400 TOKEN_IN_QUERY')
  })

  test.each(['code=access_token', 'access_tokens=1', '_id=%zz', 'identifier=%61ccess_token'])(
    '%s is not one',
    (query) => {
      expect(codeOf(['Authorization', 'Bearer abc'], query)).toBe('abc')
    },
  )
})
