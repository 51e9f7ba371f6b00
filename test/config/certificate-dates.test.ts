import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePair } from '../../demo/sandbox/certificate.ts'
import { remarkOnValidity } from '../../src/config/files/validity.ts'
import { loadConfig } from '../../src/config/load.ts'

const DAY = 24 * 60 * 60 * 1000
const NOW = Date.parse('2026-03-10T12:00:00Z')
const day = (days: number) => new Date(NOW + days * DAY)
const certificate = (from: number, until: number) => makePair('gateway', { from: day(from), until: day(until) }).cert

describe('the dates of a certificate', () => {
  test.each<[string, string, string | undefined]>([
    ['with a year left', certificate(-30, 335), undefined],
    ['of a year with three weeks left', certificate(-344, 21), undefined],
    ['of a year with less', certificate(-345, 20), 'expires on 2026-03-30'],
    ['of 90 days with 20 left', certificate(-70, 20), undefined],
    ['of 90 days with 17 left', certificate(-73, 17), 'expires on 2026-03-27'],
    ['of a day with half of it left', certificate(-0.5, 0.5), undefined],
    ['that has ended', certificate(-90, -1), 'expired on 2026-03-09'],
    ['that ends now', certificate(-90, 0), 'expired on 2026-03-10'],
    ['that begins tomorrow', certificate(1, 90), 'is not valid before 2026-03-11'],
    ['before one of the chain that has ended', certificate(-1, 300) + certificate(-300, -2), 'expired on 2026-03-08'],
    ['that is none', 'PEM', undefined],
    ['that is damaged', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', undefined],
  ])('%s', (_name, pem, expected) => {
    expect(remarkOnValidity(Buffer.from(pem), NOW)).toBe(expected)
  })
})

describe('check', () => {
  let directory: string
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'gatehouse-dates-'))
  })
  afterAll(() => rmSync(directory, { recursive: true }))

  test('warns of certificates and authorities that have ended, at their place', () => {
    const ended = makePair('gateway', { from: new Date('2020-01-01'), until: new Date('2021-01-01') })
    writeFileSync(join(directory, 'tls.crt'), ended.cert)
    writeFileSync(join(directory, 'tls.key'), ended.key)
    writeFileSync(join(directory, 'ca.crt'), makePair('authority').cert + ended.cert)
    const lines = [
      'server:',
      '  publicUrl: https://fhir.example.org/fhir',
      '  tls: { cert: tls.crt, key: tls.key, clientAuth: require, clientCa: ca.crt }',
      'upstream: { url: "http://127.0.0.1:8080/fhir" }',
      'issuers: [{ issuer: "https://id.example.org" }]',
    ]
    const file = join(directory, 'gatehouse.yaml')
    writeFileSync(file, lines.join('\n'))
    const result = loadConfig(file)
    const expected = { what: 'expired on 2021-01-01', expected: 'a renewed certificate in time' }
    expect(result).toMatchObject({
      warnings: [
        { file, line: 3, path: 'server.tls.cert', ...expected },
        { file, line: 3, path: 'server.tls.clientCa', ...expected },
      ],
    })
  })
})
