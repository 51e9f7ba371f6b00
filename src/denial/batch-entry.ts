import { STATUS_CODES } from 'node:http'
import type { OwnAnswer } from './outcome.ts'

/**
 * The answer in the place of one entry of a batch (http.html#transaction-response), as JSON bytes: the Bundle of a denial
 * that looks like an empty result as `resource`, an OperationOutcome as `response.outcome`. Headers have no place there.
 */
export function batchEntry({ status, body }: Pick<OwnAnswer, 'status' | 'body'>): Buffer {
  const line = JSON.stringify(`${status} ${STATUS_CODES[status] ?? ''}`.trimEnd())
  return status === 200
    ? Buffer.concat([Buffer.from('{"resource":'), body, Buffer.from(`,"response":{"status":${line}}}`)])
    : Buffer.concat([Buffer.from(`{"response":{"status":${line},"outcome":`), body, Buffer.from('}}')])
}
