import { describe, expect, test } from 'vitest'
import { isRefusal } from '../../src/fhir/refusal.ts'
import { languageOf, read, send } from '../fixtures/language.ts'

const language = languageOf()

/** Paths, and the methods that have a meaning there (http.html#summary). */
const places: [target: string, allowed: string][] = [
  ['/', 'GET, HEAD, POST'],
  ['/metadata', 'GET, HEAD'],
  ['/_search', 'POST'],
  ['/_history', 'GET, HEAD'],
  ['/Patient', 'GET, HEAD, POST, PUT, PATCH, DELETE'],
  ['/Binary', 'GET, HEAD, POST, PUT, DELETE'],
  ['/Patient/_search', 'GET, HEAD, POST'],
  ['/Patient/_history', 'GET, HEAD'],
  ['/Patient/1', 'GET, HEAD, PUT, PATCH, DELETE'],
  ['/Binary/1', 'GET, HEAD, PUT, DELETE'],
  ['/Patient/1/_history', 'GET, HEAD'],
  ['/Patient/1/_history/2', 'GET, HEAD'],
  ['/Patient/1/Observation', 'GET, HEAD'],
  ['/Patient/1/Observation/_search', 'GET, HEAD, POST'],
  ['/Patient/1/$everything', 'GET, HEAD, POST'],
  ['/$unheard-of', 'GET, HEAD, POST'],
  ['/ConceptMap/$closure', 'GET, HEAD, POST'],
  ['/$closure', 'POST'],
]
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const withBody = new Set(['POST', 'PUT', 'PATCH'])

describe.each(places)('%s', (target, allowed) => {
  const asked = (method: string) =>
    withBody.has(method) ? send(method, target, {}, {}, language) : read({ method, target }, language)

  test('refuses just the other methods, and says which it has', () => {
    const refused = METHODS.map(asked).filter((result) => isRefusal(result) && result.refused === 'METHOD_NOT_ALLOWED')
    const others = METHODS.filter((method) => !allowed.split(', ').includes(method))
    expect(refused).toHaveLength(others.length)
    for (const method of [...others, 'OPTIONS', 'TRACE', 'PROPFIND']) {
      expect(asked(method)).toMatchObject({ refused: 'METHOD_NOT_ALLOWED', allowed: allowed.split(', ') })
    }
  })
})

test('nothing is said of a path that FHIR does not have', () => {
  const refused = read({ method: 'PROPFIND', target: '/no/such/path' }, language)
  expect(refused).toMatchObject({ refused: 'METHOD_NOT_ALLOWED' })
  expect(refused).not.toHaveProperty('allowed')
})
