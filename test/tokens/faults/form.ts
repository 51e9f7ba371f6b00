import { encode } from '../../fixtures/forge.ts'
import type { Draft } from '../draft.ts'
import { type Fault, faultsAt, having, signed } from '../fault.ts'
import { encrypted } from '../write.ts'

type Parts = [header: string, payload: string, signature: string]

const token = (rewrite: (...parts: Parts) => string) =>
  having({ token: (written) => rewrite(...(written.split('.') as Parts)) })
const inHeader = (headerText: Draft['headerText']) => having({ headerText })
const inPayload = (payloadText: Draft['payloadText']) => having({ payloadText })
const adding = (member: string) => (json: string) => `${json.slice(0, -1)},${member}}`
const deep = (depth: number) => `"x":${'['.repeat(depth)}${']'.repeat(depth)}`
/** A letter is written differently before its last bits are filled up. */
const strayBits = (part: string) => part.slice(0, -1) + (part.length % 4 === 0 ? '.' : 'B')

/** What can be wrong with the three parts of a signed token (RFC 7515 §7.1, RFC 7519 §7.2, RFC 8725 §3). */
export const formFaults: readonly Fault[] = [
  // What has no three parts, or begins with no object, is no JWT: its issuer is asked, and does not know it.
  ...faultsAt('form', 'parts', signed, [
    ['two parts', 'TOKEN_INACTIVE', token((header, payload) => `${header}.${payload}`)],
    ['a dot behind', 'TOKEN_INACTIVE', token((...parts) => `${parts.join('.')}.`)],
    ['a dot before', 'TOKEN_INACTIVE', token((...parts) => `.${parts.join('.')}`)],
    ['six parts', 'TOKEN_INACTIVE', token((...parts) => `${parts.join('.')}.A.A.A`)],
    ['no header', 'TOKEN_INACTIVE', token((_, payload, signature) => `.${payload}.${signature}`)],
    ['encrypted', 'TOKEN_ENCRYPTED', token((...parts) => encrypted(parts.join('.')))],
    ['encrypted, empty', 'TOKEN_ENCRYPTED', token((header) => `${header}....`)],
  ]),
  ...faultsAt('form', 'signature text', signed, [
    ['no signature', 'TOKEN_MALFORMED', token((header, payload) => `${header}.${payload}.`)],
    ['padding', 'TOKEN_MALFORMED', token((...parts) => `${parts.join('.')}==`)],
    ['signature in base64', 'TOKEN_MALFORMED', token((header, payload) => `${header}.${payload}.+/+/`)],
    ['signature of five letters', 'TOKEN_MALFORMED', token((header, payload) => `${header}.${payload}.AAAAA`)],
    ['signature with stray bits', 'TOKEN_MALFORMED', token((header, payload) => `${header}.${payload}.AB`)],
    ['signature with a tilde', 'TOKEN_MALFORMED', token((header, payload) => `${header}.${payload}.AA~A`)],
  ]),
  ...faultsAt('form', 'payload text', signed, [
    ['no payload', 'TOKEN_MALFORMED', token((header, _, signature) => `${header}..${signature}`)],
    ['payload with stray bits', 'TOKEN_MALFORMED', token((h, _, s) => `${h}.${strayBits(encode('{"a":1}'))}.${s}`)],
  ]),
  ...faultsAt('header text', 'header length', signed, [
    ['long', 'TOKEN_MALFORMED', inHeader(adding(`"padding":"${'x'.repeat(4096)}"`))],
  ]),
  ...faultsAt('header text', 'header text', signed, [
    ['alg twice', 'TOKEN_MALFORMED', inHeader(adding('"alg":"none"'))],
    ['alg twice, once escaped', 'TOKEN_MALFORMED', inHeader(adding('"\\u0061lg":"none"'))],
    ['kid twice', 'TOKEN_MALFORMED', inHeader(adding('"kid":"rsa"'))],
    ['a comma too much', 'TOKEN_MALFORMED', inHeader((json) => json.replace('}', ',}'))],
    ['text behind', 'TOKEN_MALFORMED', inHeader((json) => `${json}{}`)],
    ['a comment', 'TOKEN_MALFORMED', inHeader((json) => json.replace('{', '{/**/'))],
    ['deep', 'TOKEN_MALFORMED', inHeader(adding(deep(100)))],
    ['spaces inside', 'ok', inHeader((json) => json.replaceAll(',', ' ,\n '))],
  ]),
  ...faultsAt('payload text', 'payload text', signed, [
    ['null', 'TOKEN_MALFORMED', inPayload(() => 'null')],
    ['a list', 'TOKEN_MALFORMED', inPayload((json) => `[${json}]`)],
    ['a string', 'TOKEN_MALFORMED', inPayload((json) => JSON.stringify(json))],
    ['a JWT', 'TOKEN_MALFORMED', inPayload((json) => `${encode('{"alg":"none"}')}.${encode(json)}.AA`)],
    ['cut off', 'TOKEN_MALFORMED', inPayload((json) => json.slice(0, -1))],
    ['text behind', 'TOKEN_MALFORMED', inPayload((json) => `${json}${json}`)],
    ['a byte order mark', 'TOKEN_MALFORMED', inPayload((json) => `\ufeff${json}`)],
    ['deep', 'TOKEN_MALFORMED', inPayload(adding(deep(2000)))],
    ['half a surrogate pair', 'TOKEN_MALFORMED', inPayload(adding('"x":"\\ud800"'))],
    ['a control character', 'TOKEN_MALFORMED', inPayload(adding('"x":"\u0001"'))],
    ['iss twice', 'TOKEN_MALFORMED', inPayload(adding('"iss":"https://evil.example"'))],
    ['exp twice', 'TOKEN_MALFORMED', inPayload(adding('"exp":99999999999'))],
    ['scope twice, once escaped', 'TOKEN_MALFORMED', inPayload(adding('"\\u0073cope":"user/*.*"'))],
    ['a member twice, deep inside', 'TOKEN_MALFORMED', inPayload(adding('"x":[{"y":1,"y":2}]'))],
    ['exp 1e400', 'TOKEN_MALFORMED', inPayload((json) => json.replace(/"exp":[^,}]+/, '"exp":1e400'))],
    ['exp NaN', 'TOKEN_MALFORMED', inPayload((json) => json.replace(/"exp":[^,}]+/, '"exp":NaN'))],
    ['__proto__ along', 'ok', inPayload(adding('"__proto__":{"sub":"admin"}'))],
  ]),
]
