import { describe, expect, test } from 'vitest'
import { createPublicLinks } from '../../src/enforce/links.ts'
import { splice } from '../../src/fhir/json/splice.ts'

const links = createPublicLinks('https://fhir.example.org/r4/', [
  'http://hapi:8080/fhir',
  'https://fhir.example.org/fhir',
  'http://plain.example.org:80/fhir/',
])

/** An address in JSON whose base alone was changed; undefined when more has to be looked at. */
function rebased(url: string, by = links): unknown {
  const bytes = Buffer.from(`[${JSON.stringify(url)}]`)
  const edit = by.rebased(bytes, [1, bytes.length - 1])
  return edit && JSON.parse(splice(bytes, [edit]).toString())[0]
}

describe('ours', () => {
  test.each([
    ['the upstream itself', 'http://hapi:8080/fhir/Patient/1', 'https://fhir.example.org/r4/Patient/1'],
    ['its base', 'http://hapi:8080/fhir', 'https://fhir.example.org/r4'],
    ['its base with a slash', 'http://hapi:8080/fhir/', 'https://fhir.example.org/r4/'],
    [
      'its base with a query',
      'http://hapi:8080/fhir?_getpages=a%20b&x=..',
      'https://fhir.example.org/r4?_getpages=a%20b&x=..',
    ],
    [
      'a query with an address',
      'http://hapi:8080/fhir/Patient?a=http://x@y/../',
      'https://fhir.example.org/r4/Patient?a=http://x@y/../',
    ],
    ['a fragment', 'http://hapi:8080/fhir/Patient/1#a', 'https://fhir.example.org/r4/Patient/1#a'],
    [
      'made of the forwarded headers',
      'https://fhir.example.org/fhir/Patient/1',
      'https://fhir.example.org/r4/Patient/1',
    ],
    ['public already', 'https://fhir.example.org/r4/Patient/1', 'https://fhir.example.org/r4/Patient/1'],
    ['a scheme and host in other letters', 'HTTP://HAPI:8080/fhir/Patient/1', 'https://fhir.example.org/r4/Patient/1'],
    [
      'a default port that is written',
      'https://fhir.example.org:443/fhir/Patient/1',
      'https://fhir.example.org/r4/Patient/1',
    ],
    [
      'a default port that is not written',
      'http://plain.example.org/fhir/Patient/1',
      'https://fhir.example.org/r4/Patient/1',
    ],
    ['without host', '/fhir/Patient/1/_history/2', 'https://fhir.example.org/r4/Patient/1/_history/2'],
    ['relative', 'Patient/1/_history/2', 'Patient/1/_history/2'],
    ['relative with a query', 'Patient?name=a%20b', 'Patient?name=a%20b'],
    ['a relative operation', '$export-poll-status?_jobId=1', '$export-poll-status?_jobId=1'],
  ])('%s', (_name, url, expected) => {
    expect(links.toPublic(url)).toBe(expected)
    expect([undefined, expected]).toContain(rebased(url))
  })

  test('by their base alone', () => {
    expect(rebased('http://hapi:8080/fhir/Patient/1')).toBe('https://fhir.example.org/r4/Patient/1')
    expect(rebased('http://hapi:8080/fhir/Patient/a-B.9_x/_history/2')).toBe(
      'https://fhir.example.org/r4/Patient/a-B.9_x/_history/2',
    )
  })
})

test.each(['Patient/1', '//Patient', '/Patient//1', '/Patient/', '/Patient/..x/.', '/Patient/1?x', '/a\\/b', '', '/'])(
  'more has to be looked at: %s below the base',
  (rest) => {
    expect(rebased(`http://hapi:8080/fhir${rest}`)).toBeUndefined()
  },
)

describe('foreign', () => {
  test.each([
    ['a climb in plain characters', 'http://hapi:8080/fhir/Patient/../../admin'],
    ['a segment of one dot', 'http://hapi:8080/fhir/./Patient'],
    ['a path that begins alike', 'http://hapi:8080/fhirx/Patient/1'],
    ['another host', 'http://other/fhir/Patient/1'],
    ['a host that begins alike', 'http://hapi:8080.evil.org/fhir/Patient/1'],
    ['a host that ends alike', 'http://evilhapi:8080/fhir/Patient/1'],
    ['a subdomain', 'https://a.fhir.example.org/fhir/Patient/1'],
    ['a host with a dot at the end', 'https://fhir.example.org./fhir/Patient/1'],
    ['the host as user', 'https://fhir.example.org@evil.org/fhir/Patient/1'],
    ['the host and port as user and password', 'http://hapi:8080@evil.org/fhir/Patient/1'],
    ['a user', 'http://user@hapi:8080/fhir/Patient/1'],
    ['a user and password', 'http://user:secret@hapi:8080/fhir/Patient/1'],
    ['an empty user', 'http://@hapi:8080/fhir/Patient/1'],
    ['another port', 'http://hapi:8081/fhir/Patient/1'],
    ['the default port instead', 'http://hapi/fhir/Patient/1'],
    ['another scheme', 'https://hapi:8080/fhir/Patient/1'],
    ['a path that begins alike', 'http://hapi:8080/fhirs/Patient/1'],
    ['a path that begins alike after a dash', 'http://hapi:8080/fhir-admin/1'],
    ['a path above', 'http://hapi:8080/'],
    ['no path', 'http://hapi:8080'],
    ['a path in other letters', 'http://hapi:8080/FHIR/Patient/1'],
    ['a path under something else', 'http://hapi:8080/x/fhir/Patient/1'],
    ['a doubled slash', 'http://hapi:8080//fhir/Patient/1'],
    ['a way out', 'http://hapi:8080/fhir/../admin'],
    ['a way out and in again', 'http://hapi:8080/x/../fhir/Patient/1'],
    ['a way out, escaped', 'http://hapi:8080/fhir/%2e%2e/admin'],
    ['a way out, half escaped', 'http://hapi:8080/fhir/.%2E/admin'],
    ['a way out at the end', 'http://hapi:8080/fhir/..'],
    ['a dot segment', 'http://hapi:8080/fhir/./Patient'],
    ['an escaped slash', 'http://hapi:8080/fhir/..%2fadmin'],
    ['an escaped backslash', 'http://hapi:8080/fhir/..%5cadmin'],
    ['an escape of an escape', 'http://hapi:8080/fhir/%252e%252e/admin'],
    ['a backslash', 'http://hapi:8080\\fhir\\Patient'],
    ['a backslash before the host', 'http:\\\\hapi:8080/fhir/Patient/1'],
    ['a backslash in the host', 'http://evil.org\\@hapi:8080/fhir/Patient/1'],
    ['white space before', ' http://hapi:8080/fhir/Patient/1'],
    ['a line break within', 'http://hapi:8080/fhir/Pa\ntient/1'],
    ['a tab in the scheme', 'ht\ttp://hapi:8080/fhir/Patient/1'],
    ['letters that are not ASCII', 'http://hapi:8080/fhir/Päti/1'],
    ['a host in full-width letters', 'http://ｈａｐｉ:8080/fhir/Patient/1'],
    ['no host', 'http:///fhir/Patient/1'],
    ['one slash', 'http:/hapi:8080/fhir/Patient/1'],
    ['no slash', 'http:hapi'],
    ['a host without scheme', '//hapi:8080/fhir/Patient/1'],
    ['a host without scheme by a backslash', '/\\hapi:8080/fhir/Patient/1'],
    ['without host, under something else', '/admin'],
    ['without host, a way out', '/fhir/../admin'],
    ['relative, a way out', '../admin'],
    ['relative, a way out later', 'Patient/../../admin'],
    ['a port that is none', 'http://hapi:99999/fhir/Patient/1'],
    ['a UUID', 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0'],
    ['a script', 'javascript:alert(1)'],
    ['a file', 'file:///fhir/Patient/1'],
    ['a websocket', 'ws://hapi:8080/fhir/Patient/1'],
    ['nothing', ''],
  ])('%s', (_name, url) => {
    expect(links.toPublic(url)).toBeUndefined()
    expect(rebased(url)).toBeUndefined()
  })
})

test('of two bases of which one lies below the other, the longest counts', () => {
  const nested = createPublicLinks('https://a.org/fhir', ['http://b.org', 'http://b.org/inner'])
  expect(nested.toPublic('http://b.org/inner/Patient/1')).toBe('https://a.org/fhir/Patient/1')
  expect(nested.toPublic('http://b.org/innermost/1')).toBe('https://a.org/fhir/innermost/1')
  expect(rebased('http://b.org/inner/Patient/1', nested)).toBeUndefined()
})

test('the public base may be the root', () => {
  const root = createPublicLinks('https://a.org', ['http://b.org/fhir'])
  expect(root.publicUrl).toBe('https://a.org')
  expect(root.toPublic('http://b.org/fhir/Patient/1')).toBe('https://a.org/Patient/1')
})

test.each(['fhir', '/fhir', 'ftp://a.org/', 'http://u@a.org/', 'http://a.org/?x', 'http://a.org/#x'])(
  'the base %s is an error',
  (base) => {
    expect(() => createPublicLinks('https://a.org', [base])).toThrow(TypeError)
  },
)
