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
    'a challenge with an error',
    { 'www-authenticate': 'Bearer realm="fhir", error="invalid_token", error_description="The DPoP proof, or Bearer"' },
    {
      'www-authenticate': `Bearer realm="fhir", error="invalid_token", error_description="The DPoP proof, or Bearer", ${pointer}`,
    },
  ],
  [
    'each of several on one line, for a client that knows one scheme only',
    { 'www-authenticate': 'DPoP algs="ES256 PS256", error="invalid_token", Bearer realm="fhir"' },
    {
      'www-authenticate': `DPoP algs="ES256 PS256", error="invalid_token", ${pointer}, Bearer realm="fhir", ${pointer}`,
    },
  ],
  [
    'each of several challenges in a line',
    { 'www-authenticate': 'Bearer realm="fhir", error="invalid_token", DPoP algs="ES256"' },
    {
      'www-authenticate': `Bearer realm="fhir", error="invalid_token", ${pointer}, DPoP algs="ES256", ${pointer}`,
    },
  ],
  [
    'each of several header lines',
    { 'www-authenticate': ['Bearer realm="fhir"', 'DPoP algs="ES256"'] },
    { 'www-authenticate': [`Bearer realm="fhir", ${pointer}`, `DPoP algs="ES256", ${pointer}`] },
  ],
])('%s', (_, headers, told) => {
  expect(withResourceMetadata(answerWith(headers), url).headers).toEqual(told)
})
