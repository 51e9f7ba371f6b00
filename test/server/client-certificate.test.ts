import { createHash, X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { createCertificateReader } from '../../src/server/client-certificate.ts'
import { makePair } from './fixtures/certificates.ts'

const der = new X509Certificate(makePair('client').cert).raw
const thumbprint = createHash('sha256').update(der).digest('base64url')
const sequence = `:${der.toString('base64')}:`
const read = createCertificateReader(['10.0.0.0/8', 'fd00::/8'])
const of = (peer: string | undefined, ...values: string[]) =>
  read({
    socket: { remoteAddress: peer } as Socket,
    headersDistinct: values.length === 0 ? {} : { 'client-cert': values },
  })

describe('Client-Cert', () => {
  test.each(['10.1.2.3', '::ffff:10.1.2.3', 'fd00::1'])('of the proxy %s is believed', (peer) => {
    expect(of(peer, sequence)).toBe(thumbprint)
  })

  test.each(['11.1.2.3', '127.0.0.1', '::1', 'fe80::1', '', undefined])('of %s is not', (peer) => {
    expect(of(peer, sequence)).toBeUndefined()
  })

  const base64 = der.toString('base64')
  test.each([
    ['none', []],
    ['two', [sequence, sequence]],
    ['two in one line', [`${sequence}, ${sequence}`]],
    ['empty', ['']],
    ['an empty sequence', ['::']],
    ['no colons', [base64]],
    ['one colon', [`:${base64}`]],
    ['parameters', [`${sequence};a=1`]],
    ['spaces', [` ${sequence}`]],
    ['base64url', [`:${der.toString('base64url')}-:`]],
    ['no padding', [':AAA:']],
    ['too much padding', [':AA===:']],
    ['stray bits', [':AB==:']],
    ['a line break', [`:${base64.slice(0, 4)}\n${base64.slice(4)}:`]],
    ['PEM', ['-----BEGIN CERTIFICATE-----']],
    ['a string', [`"${base64}"`]],
    ['huge', [`:${'AAAA'.repeat(4000)}:`]],
  ])('%s is no certificate', (_name, values) => {
    expect(of('10.1.2.3', ...values)).toBeUndefined()
  })
})

test('without proxies nobody is believed', () => {
  const headersDistinct = { 'client-cert': [sequence] }
  const socket = { remoteAddress: '127.0.0.1' } as Socket
  expect(createCertificateReader([])({ socket, headersDistinct })).toBeUndefined()
})
