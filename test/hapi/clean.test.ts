import { describe, expect, it } from 'vitest'
import { expectClean, typesToldBy } from './clean.ts'
import { directly, upstream } from './gateway.ts'

const clean = { base: 'http://127.0.0.1:1/fhir', upstream, told: () => true, path: '' }
const body = (text: string, headers: Record<string, string> = {}) => ({ text, headers: new Headers(headers) })

describe('what every answer is held to', () => {
  it.each(['Patient/ada', 'Patient', 'Patient/nobody', 'metadata'])(
    "fails for the server's own answer to %s",
    async (path) => {
      const heard = await directly('GET', path)
      expect(() => expectClean(heard, clean)).toThrow()
      expect(() => expectClean({ ...heard, text: '' }, clean)).toThrow()
      if (path !== 'Patient/ada') expect(() => expectClean({ ...heard, headers: new Headers() }, clean)).toThrow()
    },
  )

  it.each([
    ['a header of the server', body('{}', { 'x-powered-by': 'x' })],
    ['a foreign address', body('{"url":"http://127.0.0.1:2/fhir/Patient"}')],
    ['an address beside the base', body('{"url":"http://127.0.0.1:1/fhirs"}')],
    ['a foreign Location', body('', { location: 'http://127.0.0.1:2/fhir/Patient/1' })],
    ['diagnostics', body('{"issue":[{"diagnostics":"x"}]}')],
  ])('fails for %s', (_, heard) => {
    expect(() => expectClean(heard, clean)).toThrow()
  })

  it.each([
    ['a resource', '{"resourceType":"Patient"}'],
    ['an entry', '{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient"}}]}'],
    ['a deletion', '{"resourceType":"Bundle","entry":[{"request":{"method":"DELETE","url":"Patient/1"}}]}'],
  ])('fails for %s beyond the scopes', (_, text) => {
    expect(() => expectClean(body(text), { ...clean, told: typesToldBy('user/Basic.rs user/Patient.cud') })).toThrow()
    expectClean(body(text), { ...clean, told: typesToldBy('user/Patient.s') })
  })
})
