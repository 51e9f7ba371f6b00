import { normalisedTarget } from '../../../src/authn/binding/proof-target.ts'
import { createPublicLinks } from '../../../src/enforce/links.ts'
import { createReferenceReader, type LiteralReference } from '../../../src/fhir/reference.ts'
import { isRefusal } from '../../../src/fhir/refusal.ts'
import { readTarget } from '../../../src/fhir/target.ts'
import { readNaively } from '../../corpus/naive.ts'
import { all, maybe, mostly, one } from '../engine/grammar.ts'
import { equal, holds, same } from '../engine/holds.ts'
import { target } from '../engine/target.ts'
import { id, requestTarget, typeName } from '../grammars/request.ts'
import { address } from '../grammars/url.ts'

const PUBLIC = 'https://fhir.example.org/r4'
const links = createPublicLinks(PUBLIC, ['http://inside:8080/fhir', 'http://inside:8080'])
const readReference = createReferenceReader([PUBLIC, 'http://inside:8080/fhir'])
const words = ['http://', '/fhir', '%2e', '/../', '@', ':443', ':8080', '\\', '?', '#', 'PATIENT', '/_history/']

/**
 * A link that leaves is relative to our base, or lies below it as every reader resolves it, and comes back as the path it
 * says; the address behind never shows. What is ours already stays.
 */
export const publicLinks = target<string | undefined>({
  name: 'links',
  longest: 64 * 1024,
  within: 200,
  weight: 3,
  grammar: address,
  words,
  read: (input) => links.toPublic(input.toString()),
  check(input, link) {
    if (link === undefined) return 'foreign'
    equal(links.toPublic(link), link, 'a public link stays as it is')
    const resolved = new URL(link, `${PUBLIC}/`)
    equal(resolved.origin, new URL(PUBLIC).origin, 'it leads to us')
    holds(resolved.pathname === '/r4' || resolved.pathname.startsWith('/r4/'), 'and below our base')
    const relative = !/^[a-z]+:/i.test(link)
    if (relative) equal(link, input.toString(), 'a relative link stays')
    const back = readTarget(resolved.pathname, ['r4'], 100_000)
    if (isRefusal(back)) return 'comes back refused'
    same(
      back.segments.join('/'),
      decodeURIComponent(resolved.pathname.slice('/r4/'.length)).replace(/\/$/, ''),
      'it comes back',
    )
    return relative ? 'relative' : 'ours'
  },
})

const plainReference = all(typeName, '/', id, maybe(all('/_history/', id), 1), mostly('', '#a', '?a', '/', '|1'))

/** A reference that is read names one resource, in all its spellings, and an ordinary reader finds the same below our base. */
export const references = target<LiteralReference | undefined>({
  name: 'references',
  longest: 64 * 1024,
  within: 200,
  weight: 3,
  grammar: one(address, plainReference, all(one(`${PUBLIC}/`, 'http://inside:8080/fhir/'), plainReference)),
  words: [...words, 'Patient/1', 'https://fhir.example.org/r4/Patient/1', '#', 'urn:uuid:'],
  read: (input) => readReference(input.toString()),
  check(input, reference) {
    if (reference === undefined) return 'nothing'
    const { type, id, versionId } = reference
    const plain = [type, id, ...(versionId === undefined ? [] : ['_history', versionId])].join('/')
    same(readReference(plain), reference, 'its plain spelling is read as the same')
    same(readReference(`${PUBLIC}/${plain}`), reference, 'and so is its absolute one')
    const text = input.toString()
    const url = new URL(text, `${PUBLIC}/`)
    const below = url.href.replace(`${PUBLIC}/`, '').replace('http://inside:8080/fhir/', '')
    equal(below, plain, 'an ordinary reader finds it there')
    return text === plain ? 'relative' : 'absolute'
  },
})

/** A target that is taken has plain segments, which an ordinary server reads as the same, decoded once or twice. */
export const targetsOf = target<ReturnType<typeof readTarget>>({
  name: 'target',
  longest: 16 * 1024,
  within: 100,
  weight: 3,
  grammar: requestTarget,
  words: ['%2e', '%2F', '/../', '%', '%25', ';', '//', '\\', '?', '#', '%00', '%c0%ae'],
  read: (input) => readTarget(input.toString('latin1'), [], 8192),
  check(input, read) {
    if (isRefusal(read)) return read.refused
    holds(
      read.segments.every((segment) => /^[\w\-.$*]+$/.test(segment) && !/^\.+$/.test(segment)),
      'segments are plain',
    )
    const [path = ''] = input.toString('latin1').split('?', 1)
    same(readNaively(path).segments.join('/'), read.segments.join('/'), 'an ordinary server reads the same path')
    const again = readTarget(`/${read.segments.join('/')}`, [], 100_000)
    same((again as { segments?: unknown }).segments, read.segments, 'written again it is read as the same')
    return `${Math.min(read.segments.length, 6)} segments`
  },
})

/** What a proof says of its target comes to one spelling, which stays, and which an ordinary reader takes for the same place. */
export const proofTargets = target<string | undefined>({
  name: 'proof-target',
  longest: 16 * 1024,
  within: 100,
  weight: 3,
  grammar: address,
  words,
  read: (input) => normalisedTarget(input.toString()),
  check(input, normal) {
    if (normal === undefined) return 'none'
    equal(normalisedTarget(normal), normal, 'it is one spelling')
    const url = new URL(input.toString())
    // Where a segment before begins with a dot, the URL parser of Node 20 leaves dot segments at the end as they are.
    if (/\/\.{1,2}$/.test(new URL(normal).pathname)) return 'left by the parser'
    equal(new URL(normal).host, url.host, 'of the same host')
    equal(unescaped(new URL(normal).pathname), unescaped(url.pathname), 'of the same path')
    return 'read'
  },
})

/** Bytes, whatever the case of their escapes; a byte need not be UTF-8. */
function unescaped(path: string): string {
  return path.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
