import { isIP } from 'node:net'
import { canonicalAddress } from '../../../src/bars/address.ts'
import {
  type BodyForm,
  checkAcceptable,
  readContentType,
  readPreconditions,
  readPrefer,
} from '../../../src/fhir/headers.ts'
import type { Preconditions, Preferences } from '../../../src/fhir/interaction.ts'
import { isRefusal, type Refusal } from '../../../src/fhir/refusal.ts'
import { createAddressReader } from '../../../src/server/client-address.ts'
import { createCertificateReader } from '../../../src/server/client-certificate.ts'
import { all, chars, type Grammar, many, maybe, mostly, one } from '../engine/grammar.ts'
import { equal, holds } from '../engine/holds.ts'
import { target } from '../engine/target.ts'
import { lookupIn, readRequestText } from '../reference/request-text.ts'

const mediaType: Grammar = all(
  mostly(
    one(
      'application/fhir+json',
      'application/json',
      'application/json-patch+json',
      'application/x-www-form-urlencoded',
      '*/*',
    ),
    ...['application/fhir+xml', 'text/html', 'APPLICATION/JSON', 'application/json+fhir', 'application'],
  ),
  maybe(
    all(
      one(';', ' ; ', ','),
      one('charset=utf-8', 'charset="UTF-8"', 'charset=utf-16', 'fhirVersion=4.0', 'q=0', 'q=0.0', 'a=b'),
    ),
  ),
)
const tag: Grammar = mostly(
  all(maybe('W/'), '"', chars('a1-/', 0, 4), '"'),
  '*',
  'W/1',
  '"a',
  'w/"1"',
  '"a", "b"',
  '"é"',
)
const header: Grammar = one(
  all('content-type: ', mediaType),
  all('accept: ', many(mediaType, 1, 3, one(',', ', '))),
  all(
    'prefer: ',
    many(
      one('return=minimal', 'return=representation', 'handling=strict', 'respond-async', 'wait=5'),
      1,
      3,
      one(',', '; '),
    ),
  ),
  all(one('if-match: ', 'if-none-match: '), tag),
  all('if-modified-since: ', mostly('Sat, 29 Oct 1994 19:43:31 GMT', 'yesterday', '1994-10-29')),
  all('content-encoding: ', one('identity', 'gzip', 'Identity')),
)

interface HeadersOutcome {
  readonly form: BodyForm | Refusal
  readonly acceptable: Refusal | undefined
  readonly prefer: Preferences | Refusal
  readonly conditions: Preconditions | Refusal
}

/** What is taken from a header is what it plainly says: one media type in UTF-8, one tag, a date; a list never comes to be one of its parts. */
export const headers = target<HeadersOutcome>({
  name: 'headers',
  longest: 16 * 1024,
  within: 100,
  weight: 3,
  grammar: all('GET /\n', many(header, 1, 4, '\n')),
  words: ['\ncontent-type: ', '\nif-match: ', '; charset=', 'application/', 'W/"', '"', ', ', ';', '\nprefer: '],
  read(input) {
    const header = lookupIn(readRequestText(input).rawHeaders)
    return {
      form: readContentType(header, 'R4'),
      acceptable: checkAcceptable(header('accept'), undefined, 'R4'),
      prefer: readPrefer(header('prefer')),
      conditions: readPreconditions(header),
    }
  },
  check(input, { form, acceptable, prefer, conditions }) {
    const header = lookupIn(readRequestText(input).rawHeaders)
    if (!isRefusal(form)) {
      const type = header('content-type')!.toLowerCase()
      const expected = {
        resource: /^\s*application\/(fhir\+)?json\b/,
        'json-patch': /^\s*application\/json-patch\+json\b/,
        form: /^\s*application\/x-www-form-urlencoded\b/,
      }
      holds(expected[form].test(type), 'the media type is the one named')
      holds(!type.includes(','), 'there is one media type')
      holds(!/;\s*charset=(?!"?utf-8"?\s*(?:;|$))/.test(type), 'it is in UTF-8')
    }
    if (!isRefusal(conditions)) {
      const { ifMatch, ifNoneMatch } = conditions
      for (const each of [ifMatch, ifNoneMatch])
        holds(each === undefined || each === '*' || (each.match(/"/g) ?? []).length === 2, 'there is one tag')
      equal(ifMatch, header('if-match'), 'If-Match is what was sent')
    }
    if (!isRefusal(prefer) && prefer.return) holds(header('prefer')!.includes(prefer.return), 'a preference was said')
    return [form, acceptable ?? 'any', prefer, conditions]
      .map((each) => (isRefusal(each) ? each.refused : 'ok'))
      .join(' ')
  },
})

const TRUSTED = ['10.0.0.0/8', '::1', 'fd00::/8']
const readAddress = createAddressReader(TRUSTED)
const readDirect = createAddressReader([])
const ip: Grammar = one(
  '10.1.2.3',
  '192.0.2.1',
  '::1',
  'fd00::2',
  '2001:db8::1',
  '::ffff:10.0.0.1',
  '::ffff:192.0.2.9',
  '10.0.0.255',
)
const hop: Grammar = mostly(
  ip,
  'unknown',
  '_hidden',
  '10.1.2.3:80',
  '[::1]',
  '',
  '10.01.2.3',
  'fe80::1%eth0',
  '1.2.3',
  '"10.0.0.1"',
)

/** The address believed is the peer, or a hop that only listed proxies stand behind; from others the header says nothing. */
export const forwardedFor = target<readonly [string, string]>({
  name: 'forwarded-for',
  longest: 16 * 1024,
  within: 100,
  weight: 2,
  grammar: all(ip, '\n', many(hop, 0, 5, one(', ', ','))),
  words: [...TRUSTED, '10.0.0.1', '%', ',', '::ffff:', '192.0.2.1'],
  read(input) {
    const [peer, ...forwarded] = input.toString('latin1').split('\n')
    return [readAddress(peer, forwarded.join(',')), readDirect(peer, forwarded.join(','))]
  },
  check(input, [address, direct]) {
    const [peer = '', ...forwarded] = input.toString('latin1').split('\n')
    const own = readDirect(peer, undefined)
    equal(direct, own, 'without listed proxies the peer is the client')
    holds(address === 'unknown' || isIP(address) > 0, 'an address comes of it')
    if (address === own) return 'the peer'
    const hops = forwarded
      .join(',')
      .split(',')
      .map((each) => plain(each.trim()))
    const at = hops.lastIndexOf(address)
    holds(at >= 0, 'the address was reported')
    holds([...hops.slice(at + 1), own].every(isListed), 'by listed proxies alone')
    return 'a hop'
  },
})

/** A hop as an address, of a reader that goes by its ends: brackets and port are cut off, then the zone. */
function plain(text: string): string {
  const bracketed = text.startsWith('[') && /\](?::\d{1,5})?$/.test(text)
  const inner = bracketed ? text.slice(1, text.lastIndexOf(']')) : text
  const isFour = !bracketed && text.split(':').length === 2 && /:\d{1,5}$/.test(text)
  const bare = (isFour ? text.slice(0, text.indexOf(':')) : inner).replace(/%.*$/s, '')
  return isIP(bare) === 0 ? text : canonicalAddress(bare)
}

function isListed(address: string): boolean {
  return /^10\./.test(address) || address === '::1' || /^fd/.test(address)
}

const readCertificate = createCertificateReader(TRUSTED)

/** A certificate is read from a listed proxy's one header, in its one spelling; from nobody else. */
export const clientCertificate = target<readonly [string | undefined, string | undefined]>({
  name: 'client-cert',
  longest: 16 * 1024,
  within: 100,
  weight: 1,
  grammar: mostly(
    all(':', many(one('QUJD', 'YWJj', 'MIIB'), 0, 4), one('', 'YQ==', 'YWI='), ':'),
    ':YQ=:',
    'YQ==',
    ':YR==:',
    '::',
  ),
  words: [':', '=', 'QUJD', '\n', ' '],
  read(input) {
    const values = input.toString('latin1').split('\n')
    const from = (remoteAddress: string) =>
      ({ socket: { remoteAddress }, headersDistinct: { 'client-cert': values } }) as never
    return [readCertificate(from('10.0.0.1')), readCertificate(from('192.0.2.1'))]
  },
  check(input, [listed, other]) {
    equal(other, undefined, 'others are not believed')
    if (listed === undefined) return 'none'
    const text = input.toString('latin1')
    equal(`:${Buffer.from(text, 'base64').toString('base64')}:`, text, 'there is one spelling')
    return 'read'
  },
})
