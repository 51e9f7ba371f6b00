import { describe, expect, test } from 'vitest'
import { checkEndpoint } from '../../src/fhir/subscription/subscription.ts'

const refused = expect.objectContaining({ refused: 'SUBSCRIPTION_ENDPOINT' })

describe('may be sent to', () => {
  test.each([
    [{ channel: { type: 'rest-hook', endpoint: 'https://app.example.org/hook' } }],
    [{ endpoint: 'https://app.example.org:8443/hook?x=1' }],
    [{ channel: { type: 'websocket' } }],
    [{}],
  ])('%j', (resource) => expect(checkEndpoint(resource)).toBeUndefined())
})

describe('is not sent to', () => {
  const endpoints: readonly unknown[] = [
    ...[
      'http://app.example.org',
      'HTTP://app.example.org',
      'http://127.0.0.1/',
      'ws://app.example.org',
      'mailto:a@b.org',
    ],
    ...['https://', 'https:app.example.org', ' https://app.example.org', 'https://app.example.org/\n', 'https://[', ''],
    ...['https://user@app.example.org', 'https://user:secret@app.example.org', '//app.example.org', 'app.example.org'],
    ...[null, 1, ['https://app.example.org'], { value: 'https://app.example.org' }],
  ]
  test.each(endpoints.map((endpoint) => [endpoint]))('%j', (endpoint) => {
    expect(checkEndpoint({ endpoint })).toEqual(refused)
    expect(checkEndpoint({ channel: { endpoint } })).toEqual(refused)
    expect(checkEndpoint({ endpoint: 'https://app.example.org', channel: { endpoint } })).toEqual(refused)
  })

  test.each([[[{ endpoint: 'http://app.example.org' }]], ['http://app.example.org']])(
    'a channel that is %j',
    (channel) => expect(checkEndpoint({ channel })).toEqual(refused),
  )

  test('and the address is in no detail', () => {
    expect(JSON.stringify(checkEndpoint({ endpoint: 'http://secret.example.org' }))).not.toContain('secret')
  })
})
