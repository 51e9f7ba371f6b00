import { describe, expect, it } from 'vitest'
import { isRefusal } from '../../../src/fhir/refusal.ts'
import { readIfNoneExist } from '../../../src/fhir/search/if-none-exist.ts'
import { languageOf } from '../../fixtures/language.ts'

const base = 'https://gate.example/fhir'
const language = { ...languageOf(), base }
const criteria = [{ name: 'identifier', value: 'urn:mrn|1' }]
const code = (text: string, type: string | undefined, read = language) => {
  const pairs = readIfNoneExist(text, type, read)
  return isRefusal(pairs) ? pairs.refused : pairs
}

describe('what a conditional create looks for', () => {
  it.each(['identifier=urn:mrn|1', '?identifier=urn%3Amrn%7C1', 'Patient?identifier=urn:mrn|1'])(
    'is read: %s',
    (text) => {
      expect(code(text, 'Patient')).toEqual(criteria)
    },
  )

  it('is read as HAPI’s client writes it, below our base', () => {
    expect(code(`${base}/Patient?identifier=urn:mrn%7C1`, 'Patient')).toEqual(criteria)
  })

  it.each([
    'Practitioner?identifier=1',
    'https://other.example/fhir/Patient?identifier=1',
    `${base}/Practitioner?identifier=1`,
    `${base}/?identifier=1`,
    `${base}//Patient?identifier=1`,
    'Patient/1?identifier=1',
    'patient?identifier=1',
  ])('is a parameter that does not exist when it is a search of something else: %s', (text) => {
    expect(code(text, 'Patient')).toEqual([{ name: text.split('=')[0], value: '1' }])
  })

  it('keeps the question mark of a value', () => {
    expect(code('url=http://a.example/b?c=d', 'ValueSet')).toEqual([{ name: 'url', value: 'http://a.example/b?c=d' }])
  })

  it('knows no base without one', () => {
    expect(code(`${base}/Patient?identifier=1`, 'Patient', languageOf() as typeof language)).toHaveLength(1)
    expect(code(`${base}/Patient?identifier=1`, 'Patient', languageOf() as typeof language)).not.toEqual(criteria)
  })

  it.each(['', '?', 'Patient?', `${base}/Patient?`])('is needed: "%s"', (text) => {
    expect(code(text, 'Patient')).toBe('CRITERIA_REQUIRED')
  })
})
