import { describe, expect, test } from 'vitest'
import { outcome } from './outcome.ts'

describe('without a body', () => {
  test.each([
    [
      'patient/Observation.cruds?_tag=a',
      'GET /Observation?code=x',
      'GET Observation?code=x&patient=Patient/p1&_tag=a, confine by patient, constrain by patient/Observation.cruds?_tag=a',
    ],
    ['patient/Observation.cruds?_tag=a', 'GET /Observation/1', 'GET Observation/1, drop-total, drop-total'],
    [
      'patient/Observation.cruds?_tag=a',
      'GET /Observation/$lastn?patient=p1',
      'GET Observation/$lastn?patient=Patient/p1&_tag=a, confine by patient, drop-total, drop-total',
    ],
    [
      'patient/Observation.cruds?_tag=a',
      'DELETE /Observation/1',
      'DELETE Observation/1, check-stored d patient, check-stored d patient',
    ],
    [
      'user/Observation.cruds?_tag=a',
      'GET /Observation?code=x',
      'GET Observation?code=x&_tag=a, constrain by user/Observation.cruds?_tag=a',
    ],
    ['user/Observation.cruds?_tag=a', 'GET /Observation/1', 'GET Observation/1, drop-total'],
    ['user/Observation.cruds?_tag=a', 'GET /Observation/1/_history', 'GET Observation/1/_history, drop-total'],
    ['user/Observation.cruds?_tag=a', 'GET /Observation/_history', 'GET Observation/_history, drop-total'],
    ['user/Observation.cruds?_tag=a', 'GET /?_type=Observation', 'GET ?_type=Observation, drop-total'],
    [
      'user/Observation.cruds?_tag=a',
      'GET /?_id=1',
      'GET ?_id=1&_type=Observation, drop-total, drop-total, without types other than Observation',
    ],
    ['user/Observation.cruds?_tag=a', 'DELETE /Observation/1', 'DELETE Observation/1, check-stored d user'],
    ['user/Observation.cruds?_tag=a', 'DELETE /Observation?code=x', 'CANNOT_BE_CONFINED'],
    [
      'user/Observation.cruds?_tag=a',
      'GET /Observation/$lastn?patient=p2',
      'GET Observation/$lastn?patient=p2&_tag=a, drop-total',
    ],
    [
      'user/Observation.rs?date=ge2024',
      'GET /Observation?code=x',
      'GET Observation?code=x&date=ge2024, constrain by user/Observation.rs?date=ge2024, drop-total',
    ],
    [
      'user/Observation.rs?date=ge2024 user/Observation.rs?date=lt2020',
      'GET /Observation',
      'GET Observation?date=ge2024,lt2020, constrain by user/Observation.rs?date=ge2024 user/Observation.rs?date=lt2020, drop-total',
    ],
    [
      'user/Observation.rs?date=ge2024 user/Observation.rs?_tag=a',
      'GET /Observation?date=ge2024',
      'GET Observation?date=ge2024&date=ge2024, constrain by user/Observation.rs?date=ge2024, drop-total',
    ],
    ['user/Observation.rs?date=ge2024', 'GET /Patient?_has:Observation:subject:code=x', 'SCOPE_MISSING'],
    ['user/*.rs?_tag=a', 'GET /Patient/p2/$everything', 'GET Patient/p2/$everything, drop-total'],
    ['user/*.rs?_tag=a', 'GET /?_id=1', 'GET ?_id=1, drop-total'],
    [
      'user/Observation.rs?_id=|a',
      'GET /Observation?code=x',
      'GET Observation?code=x, constrain by user/Observation.rs?_id=|a, drop-total',
    ],
    ['user/*.rs', 'GET /Observation?code=x', 'GET Observation?code=x'],
    ['user/*.rs', 'GET /?_id=1', 'GET ?_id=1'],
    [
      'user/Observation.rs user/Condition.rs?_tag=a',
      'GET /?_type=Observation,Condition',
      'GET ?_type=Observation,Condition, drop-total',
    ],
    ['user/Observation.rs user/Condition.rs', 'GET /?_type=Observation,Condition', 'GET ?_type=Observation,Condition'],
    [
      'user/Observation.rs?_tag=a user/Observation.rs?_tag=b',
      'GET /Observation?code=x',
      'GET Observation?code=x&_tag=a,b, constrain by user/Observation.rs?_tag=a user/Observation.rs?_tag=b',
    ],
    ['user/Observation.rs?_tag=a user/Observation.rs', 'GET /Observation?code=x', 'GET Observation?code=x'],
    [
      'user/Observation.rs?_tag=a&status=final',
      'GET /Observation?code=x',
      'GET Observation?code=x&_tag=a&status=final, constrain by user/Observation.rs?_tag=a&status=final',
    ],
    [
      'user/Observation.rs?_tag=a&status=final user/Observation.rs?_tag=b',
      'GET /Observation?code=x',
      'GET Observation?code=x, constrain by user/Observation.rs?_tag=a&status=final user/Observation.rs?_tag=b, drop-total',
    ],
    [
      'user/Observation.rs?_tag=a user/Observation.rs?status=final',
      'GET /Observation?status=final',
      'GET Observation?status=final&status=final, constrain by user/Observation.rs?status=final',
    ],
    [
      'user/Observation.rs?_tag=a user/Observation.rs?_tag=b',
      'GET /Observation/$lastn?patient=p2',
      'GET Observation/$lastn?patient=p2&_tag=a,b, drop-total',
    ],
    [
      'user/Observation.rs?_tag=a user/Observation.rs?status=final',
      'GET /Observation/$lastn?patient=p2',
      'CANNOT_BE_CONFINED',
    ],
  ])('%s: %s', (scopes, request, expected) => {
    expect(outcome(scopes, request)).toBe(expected)
  })
})
