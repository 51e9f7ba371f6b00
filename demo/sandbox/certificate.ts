import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** PEM texts. */
export interface Pair {
  readonly cert: string
  readonly key: string
}

const DAY_MS = 24 * 60 * 60 * 1000

/** DER (X.690 §8): tag, length, contents. */
function der(tag: number, ...contents: (Buffer | string)[]): Buffer {
  const body = Buffer.concat(contents.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)))
  const { length } = body
  const head =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from(head), body])
}
const sequence = (...parts: (Buffer | string)[]) => der(0x30, ...parts)
const hex = (text: string) => Buffer.from(text, 'hex')
const time = (date: Date) => der(0x17, `${date.toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`)

const ECDSA_WITH_SHA256 = sequence(der(0x06, hex('2a8648ce3d040302')))
const COMMON_NAME = der(0x06, hex('550403'))
const SUBJECT_ALT_NAME = der(0x06, hex('551d11'))
const BASIC_CONSTRAINTS = der(0x06, hex('551d13'))

/** A minute ago, for clients whose clock is late, and for a day. */
const aDay = () => ({ from: new Date(Date.now() - 60_000), until: new Date(Date.now() + DAY_MS) })

/** A fresh self-signed certificate for localhost and 127.0.0.1, and its own authority (RFC 5280 §4.1). */
export function makePair(commonName: string, { from, until } = aDay()): Pair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, commonName))))
  const names = sequence(der(0x82, 'localhost'), der(0x87, hex('7f000001')))
  const authority = sequence(der(0x01, hex('ff')))
  const toBeSigned = sequence(
    der(0xa0, der(0x02, hex('02'))),
    der(0x02, hex('01'), randomBytes(8)),
    ECDSA_WITH_SHA256,
    name,
    sequence(time(from), time(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      0xa3,
      sequence(sequence(SUBJECT_ALT_NAME, der(0x04, names)), sequence(BASIC_CONSTRAINTS, der(0x04, authority))),
    ),
  )
  const signature = der(0x03, hex('00'), sign('sha256', toBeSigned, privateKey))
  const lines = sequence(toBeSigned, ECDSA_WITH_SHA256, signature)
    .toString('base64')
    .match(/.{1,64}/g)!
  const cert = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
  return { cert, key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })) }
}
