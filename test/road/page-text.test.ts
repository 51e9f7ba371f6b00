import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type PackedText, pack, unpack } from '../../src/road/page-text.ts'

const ids = (count: number) => `/Observation?_id=${Array.from({ length: count }, () => randomUUID()).join(',')}`
const includes = Array.from({ length: 280 }, (_, at) => `_include=Provenance:target:${'T'.repeat(1 + (at % 20))}`)

describe('the text that a page link holds', () => {
  it.each([
    ['short', '/Observation?code=a', 'asked'],
    ['of many ids', ids(100), 'packed'],
    ['of many includes', `/Provenance?${includes.join('&')}`, 'packed'],
  ])('comes back as it was: %s', (_, text, as) => {
    const packed = pack(text) as PackedText
    expect(packed).toHaveProperty(as)
    expect(unpack(packed)).toBe(text)
  })

  it.each([
    ['chance', ids(300)],
    ['one letter', `/Observation?code=${'a'.repeat(70_000)}`],
  ])('is none when it is too long, of %s', (_, text) => {
    expect(pack(text)).toBeUndefined()
  })
})
