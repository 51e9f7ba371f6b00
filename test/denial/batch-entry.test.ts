import { expect, test } from 'vitest'
import { batchEntry } from '../../src/denial/batch-entry.ts'
import { denialOf, notFoundAnswer } from '../../src/denial/deny.ts'
import { failureAnswer } from '../../src/denial/failures.ts'
import type { OwnAnswer } from '../../src/denial/outcome.ts'
import { refusalAnswer } from '../../src/denial/refusals.ts'
import { upstreamStatusAnswer } from '../../src/denial/upstream-status.ts'
import { defaultDenialPolicy } from '../../src/policy/denial-policy.ts'
import { challenges, deny } from './fixtures.ts'

const telling = { policy: defaultDenialPolicy, challenges, contexts: ['user'] as const }
const outcome = (code: string, text: string) =>
  `{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"${code}","details":{"text":"${text}"}}]}`
const failed = (status: string, code: string, text: string) =>
  `{"response":{"status":"${status}","outcome":${outcome(code, text)}}}`

test.each<[string, OwnAnswer, string]>([
  [
    'denied, forbidden',
    denialOf(deny('read', 'scope'), telling),
    failed('403 Forbidden', 'forbidden', 'Access denied'),
  ],
  ['denied, hidden', denialOf(deny('read', 'consent'), telling), failed('404 Not Found', 'not-found', 'Not found')],
  [
    'a denied search, hidden',
    denialOf(deny('search', 'consent'), telling),
    '{"resource":{"resourceType":"Bundle","type":"searchset","total":0},"response":{"status":"200 OK"}}',
  ],
  [
    'unreadable',
    refusalAnswer({ refused: 'ENTRY_URL' }),
    failed('400 Bad Request', 'invalid', 'The url of a Bundle entry is not valid.'),
  ],
  ['absent', notFoundAnswer, failed('404 Not Found', 'not-found', 'Not found')],
  [
    'above a limit',
    failureAnswer('LIMIT_EXCEEDED'),
    failed('429 Too Many Requests', 'throttled', 'Too many requests; try again later.'),
  ],
  [
    'failed with a status that has no name',
    upstreamStatusAnswer({ status: 599, headers: {} })!,
    failed('599', 'exception', 'The FHIR server failed.'),
  ],
])('%s', (_, answer, bytes) => {
  expect(batchEntry(answer).toString()).toBe(bytes)
  expect(JSON.parse(bytes)).toHaveProperty('response.status')
})
