import { describe, expect, test } from 'vitest'
import { BundleEntryBytes, membersOf, searchModeOf } from '../../../src/enforce/bundle/entry.ts'
import { AnswerError } from '../../../src/enforce/bundle/error.ts'
import { type EntryChanges, editedEntry, replaceInEntry } from '../../../src/enforce/bundle/replace.ts'
import { memberText } from '../../../src/enforce/bundle/top-level.ts'
import { readMembers } from '../../../src/fhir/json/members.ts'

function entryOf(text: string): BundleEntryBytes {
  const members = readMembers(Buffer.from(text), 0, 64)
  if (typeof members === 'number') throw new Error(`not an entry: ${members}`)
  return new BundleEntryBytes(0, members)
}

const fullUrlOf = (entry: BundleEntryBytes) => memberText(entry.members, 'fullUrl')
const locationOf = (entry: BundleEntryBytes) => memberText(membersOf(entry, 'response')!, 'location')

const full =
  '{ "fullUrl":"http://a/Patient/1", "link":[ {} ],"resource":{"resourceType":"Patient","fullUrl":"inner","n":1.00},' +
  '"response":{"status":"201","location":"Patient/1/_history/1","etag":"x"} }'

describe('writing parts of an entry anew', () => {
  test.each<[string, string, EntryChanges, string]>([
    ['nothing', full, {}, full],
    ['the full URL', full, { fullUrl: 'b' }, full.replace('http://a/Patient/1', 'b')],
    ['a URL with characters to escape', '{"fullUrl":"a"}', { fullUrl: 'é"\\' }, '{"fullUrl":"é\\"\\\\"}'],
    ['the location', full, { location: 'b' }, full.replace('Patient/1/_history/1', 'b')],
    [
      'the URL of a request',
      '{"request":{"method":"GET","url":"a"}}',
      { url: 'b' },
      '{"request":{"method":"GET","url":"b"}}',
    ],
    ['the links', full, { link: Buffer.from('[1]') }, full.replace('[ {} ]', '[1]')],
    ['the entity tag', full, { etag: 'b' }, full.replace('"x"', '"b"')],
    [
      'the outcome away',
      '{"response":{"outcome":{},"status":"200"}}',
      { outcome: null },
      '{"response":{"status":"200"}}',
    ],
    [
      'nothing of what is not named',
      '{"request":{"url":"a"},"response":{"outcome":{},"etag":"a"}}',
      { fullUrl: 'b' },
      '{"request":{"url":"a"},"response":{"outcome":{},"etag":"a"}}',
    ],
    [
      'beside what is of another shape',
      '{"fullUrl":"a","request":1,"response":2}',
      { fullUrl: 'b' },
      '{"fullUrl":"b","request":1,"response":2}',
    ],
    ['what is not there', '{"a":1}', { fullUrl: 'b', location: 'b', link: null }, '{"a":1}'],
    ['a first member away', '{"fullUrl":"a","b":1}', { fullUrl: null }, '{"b":1}'],
    ['a last member away', '{"b":1,"fullUrl":"a"}', { fullUrl: null }, '{"b":1}'],
    ['a middle member away', '{"b":1,"fullUrl":"a","c":2}', { fullUrl: null }, '{"b":1,"c":2}'],
    ['the first two away', '{"fullUrl":"a","link":[],"c":2}', { fullUrl: null, link: null }, '{"c":2}'],
    ['the last two away', '{"c":2,"fullUrl":"a","link":[]}', { fullUrl: null, link: null }, '{"c":2}'],
    ['both ends away', '{"fullUrl":"a","c":2,"link":[]}', { fullUrl: null, link: null }, '{"c":2}'],
    ['all away', '{"fullUrl":"a","link":[]}', { fullUrl: null, link: null }, '{}'],
    ['one away and one anew', '{"fullUrl":"a","link":[]}', { fullUrl: null, link: Buffer.from('[1]') }, '{"link":[1]}'],
    ['the only member of the response away', '{"response":{"location":"a"}}', { location: null }, '{"response":{}}'],
    ['an escaped name', '{"full\\u0055rl":"a"}', { fullUrl: 'b' }, '{"full\\u0055rl":"b"}'],
  ])('%s', (_name, text, changes, expected) => {
    const entry = entryOf(text)
    expect(editedEntry(entry, replaceInEntry(entry, changes)).toString()).toBe(expected)
  })
})

test('the parts of an entry', () => {
  const entry = entryOf(`${full.slice(0, -1)},"search":{"mode":"include"}} ,{"next":1}`)
  expect(entry.resource?.resourceType).toBe('Patient')
  expect(fullUrlOf(entry)).toBe('http://a/Patient/1')
  expect(locationOf(entry)).toBe('Patient/1/_history/1')
  expect(searchModeOf(entry)).toBe('include')
  expect(entry.members.spanOf('other')).toBeUndefined()
  expect(entry.resource!.members.own.toString()).toBe('{"resourceType":"Patient","fullUrl":"inner","n":1.00}')
  expect(entry.members.bytes.subarray(...entry.resource!.members.spanOf('n')!).toString()).toBe('1.00')
  expect(JSON.parse(entry.bytes.toString())).toMatchObject({ link: [{}], resource: { n: 1 } })
})

test.each<[string, string, (entry: BundleEntryBytes) => unknown]>([
  ['a full URL that is no text', '{"fullUrl":1}', fullUrlOf],
  ['a full URL with half a surrogate pair', '{"fullUrl":"\\ud800"}', fullUrlOf],
  ['a mode that is no text', '{"search":{"mode":["match"]}}', searchModeOf],
  ['a mode given twice', '{"search":{"mode":"match","m\\u006fde":"include"}}', searchModeOf],
  ['a search that is an array', '{"search":[]}', searchModeOf],
  ['a location given twice', '{"response":{"location":"a","location":"b"}}', locationOf],
  ['a response that is no object', '{"response":"201"}', (entry) => replaceInEntry(entry, { location: 'b' })],
])('%s is an error when it is asked for', (_name, text, ask) => {
  const entry = entryOf(text)
  expect(() => ask(entry)).toThrow(AnswerError)
})
