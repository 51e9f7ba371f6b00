import { expect, it } from 'vitest'
import { createPublicLinks } from '../../src/enforce/links.ts'
import { pageRequest } from '../../src/road/page.ts'

const base = 'https://gate.example/fhir'
const parts = { base, links: createPublicLinks(base, ['http://inside:8080/base']) }

it.each([
  ['?_getpages=a&_count=2', '', '_getpages=a&_count=2'],
  ['/?_getpages=a', '', '_getpages=a'],
  ['/Observation?code=a&page=2', 'Observation', 'code=a&page=2'],
  ['/ValueSet?url=http://a.example/b?c=d&patient=1', 'ValueSet', 'url=http://a.example/b?c=d&patient=1'],
  ['/Observation/page/2', 'Observation/page/2', ''],
])('the request for a page that the upstream links to: %s', (link, path, query) => {
  expect(pageRequest(`http://inside:8080/base${link}`, parts)).toMatchObject({ method: 'GET', path, query })
})

it.each(['http://elsewhere.example/base?page=2', 'http://inside:8080/other?page=2', 'ftp://inside:8080/base?page=2'])(
  'none for one that leads elsewhere: %s',
  (link) => {
    expect(pageRequest(link, parts)).toBeUndefined()
  },
)
