import { expect, test } from 'vitest'
import type { Answer } from '../../src/message.ts'
import { withResourceMetadata } from '../../src/road/resource-metadata.ts'

const url = 'https://gate.example/.well-known/oauth-protected-resource/fhir'
const pointer = `resource_metadata="${url}"`
const answerWith = (headers: Answer['headers']): Answer => ({
  status: 401,
  headers,
  body: null,
  exchange: {} as Answer['exchange'],
})

test.each<[what: string, headers: Answer['headers'], told: Answer['headers']]>([
  ['no challenge stays none', { etag: 'W/"1"' }, { etag: 'W/"1"' }],
  [
    'one challenge',
    { 'www-authenticate': 'Bearer realm="fhir"' },
    { 'www-authenticate': `Bearer realm="fhir", ${pointer}` },
  ],
  [
    'each of several header lines',
    { 'www-authenticate': ['Bearer realm="fhir"', 'DPoP algs="ES256"'] },
    { 'www-authenticate': [`Bearer realm="fhir", ${pointer}`, `DPoP algs="ES256", ${pointer}`] },
  ],
])('%s', (_, headers, told) => {
  expect(withResourceMetadata(answerWith(headers), url).headers).toEqual(told)
})
