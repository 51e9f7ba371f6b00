import { all, chars, type Grammar, maybe, mostly, one } from '../engine/grammar.ts'

const segment: Grammar = mostly(
  one('Patient', '1', 'fhir', 'Observation', 'p.0-1', '_history', '$everything', chars('aB1-._~', 1, 6)),
  ...['..', '.', '', '%2e%2e', '%2F', '%25', '...', ';a', '\\', 'é', '%c3%a9', '%zz', '\t'],
)
const host: Grammar = mostly(
  one('fhir.example.org', 'inside:8080', 'FHIR.example.org', 'fhir.example.org:443', '[::1]:8080', 'inside'),
  ...[
    'fhir.example.org.',
    'a@inside:8080',
    'inside:8080@evil.example',
    'inside:99999',
    'evil.example',
    '127.1',
    'é.example',
  ],
)

/** An address, or something that looks like one. */
export const address: Grammar = all(
  mostly(
    one(all('http://', host), all('https://', host), '', ''),
    'HTTP://inside:8080',
    '//inside:8080',
    'http:/',
    'ftp://a',
    'urn:uuid:1',
  ),
  maybe(all(one('/fhir', '/r4', '/fhirx', ''), '/', segment), 3),
  maybe(all('/', segment), 3),
  maybe(all('/', segment, '/', segment), 1),
  maybe(all(one('?', '?', '#'), one('a=b', '_page=x', 'http://inside:8080/fhir/', '..', '%zz', '/../..')), 1),
)
