import { readBearer } from '../../../src/authn/bearer.ts'
import type { AccessToken } from '../../../src/authn/claims/access-token.ts'
import { type CompactJws, readCompactJws } from '../../../src/authn/compact-jws.ts'
import { type AuthenticationFailure, isAuthenticationFailure } from '../../../src/authn/failure.ts'
import { rulesOf } from '../../../src/authn/issuer/issuer.ts'
import { checkToken } from '../../../src/authn/token-rules.ts'
import { all, chars, type Grammar, many, maybe, mostly, one } from '../engine/grammar.ts'
import { equal, holds, same } from '../engine/holds.ts'
import { target } from '../engine/target.ts'
import { jsonValue } from '../grammars/json.ts'
import { query } from '../grammars/request.ts'
import { readRequestText } from '../reference/request-text.ts'

const NOW = 1_800_000_000
const SKEW = 60
const AUDIENCE = 'https://fhir.example.org/r4'
const rules = rulesOf({
  issuer: 'https://id.example.org',
  audience: [AUDIENCE],
  algorithms: ['RS256', 'ES256'],
  tokenTypes: ['at+jwt', 'JWT', 'absent'],
  clockSkew: SKEW * 1000,
  allowPlainText: false,
  claims: {
    scope: 'scope',
    patient: 'patient',
    encounter: 'encounter',
    fhirUser: 'fhirUser',
    client: 'client_id',
    subject: 'sub',
    roles: 'roles',
    purposeOfUse: 'purpose_of_use',
  },
})

const header: Grammar = all(
  '{"alg":',
  mostly(one('"RS256"', '"ES256"'), '"none"', '"HS256"', '"rs256"', 'null', '["RS256"]'),
  ',"typ":',
  mostly(one('"at+jwt"', '"JWT"', '"application/at+jwt"'), '"dpop+jwt"', '"id"', '1', '""'),
  maybe(
    all(',"', one('kid', 'crit', 'b64', 'zip', 'jku', 'jwk', 'x5c'), '":', one('"a"', '["exp"]', 'false', jsonValue)),
    1,
  ),
  '}',
)
const claim: Grammar = one(
  all('"patient":', mostly(one('"1"', '"p01"'), '"Patient/1"', '["1"]', '""', '"../1"', '"a?b"', 'null', '1', '{}')),
  all('"encounter":', mostly('"e1"', '["e1"]', '""')),
  all('"fhirUser":', mostly('"Practitioner/1"', '1', '""', '"a b"')),
  all('"roles":', one('["a"]', '[{"code":"b"}]', '"a"', jsonValue)),
  all('"cnf":', one('{"jkt":"a"}', '{"x5t#S256":"a"}', '{}', 'null', jsonValue)),
  all('"nbf":', mostly('1799999990', '1900000000', '"1"', '1e999', '-1')),
  all(
    '"',
    one('nonce', 'at_hash', 'token_use', 'typ', 'need_patient_banner', 'fhirContext', 'authorization_details'),
    '":',
    jsonValue,
  ),
  all('"iss":', one('"https://evil.example"', jsonValue)),
)
const claims: Grammar = all(
  '{"iss":"https://id.example.org","aud":',
  mostly(
    one(`"${AUDIENCE}"`, `["a","${AUDIENCE}"]`),
    '"https://fhir.example.org/r4/"',
    '[]',
    `{"a":"${AUDIENCE}"}`,
    'null',
  ),
  ',"exp":',
  mostly('1800000600', '1799999000', '"1800000600"', '1e400', '-1', '99999999999999999999'),
  ',"iat":1799999900,"jti":"j","client_id":"app","sub":"s","scope":',
  mostly(one('"user/*.rs openid"', '"patient/Patient.r"', '""'), '["user/*.rs"]', 'null', '1', '"a  b"'),
  many(all(',', claim), 0, 2),
  '}',
)

interface TokenOutcome {
  readonly token: string
  readonly jws: CompactJws | AuthenticationFailure
  readonly checked?: AccessToken | AuthenticationFailure
}

/** Three lines are header, claims and signature, each to be encoded; anything else is a token as it stands. */
function tokenOf(input: Buffer): string {
  const lines = input.toString('latin1').split('\n')
  if (lines.length !== 3) return input.toString('latin1')
  const [first = '', second = '', signature = ''] = lines
  return [encoded(first), encoded(second), signature].join('.')
}

const encoded = (text: string) => Buffer.from(text, 'latin1').toString('base64url')
const decoded = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown

/**
 * A token that is read says what any reader of JSON finds in it, in its one spelling. One that passes the rules is for us, by
 * our issuer, in time, of an algorithm that is allowed, and its launch context is well-formed: a patient is one id.
 */
export const accessTokens = target<TokenOutcome>({
  name: 'token',
  longest: 64 * 1024,
  within: 200,
  grammar: all(header, '\n', claims, '\n', chars('abcdAQgw', 4, 12)),
  words: ['"patient":', '"aud":', '"exp":', '"scope":"', '\n', '.', '=', '"cnf":{', '"typ":"', ',"iss":"', '"sub":"'],
  read(input) {
    const token = tokenOf(input)
    const jws = readCompactJws(token)
    return isAuthenticationFailure(jws) ? { token, jws } : { token, jws, checked: checkToken(jws, rules, NOW) }
  },
  check(_input, { token, jws, checked }) {
    if (isAuthenticationFailure(jws)) return jws.unauthenticated
    const [header = '', payload = '', ...rest] = token.split('.')
    equal(rest.length, 1, 'a token has three parts')
    same(decoded(header), jws.header, 'the header is what it says')
    same(decoded(payload), jws.claims, 'the claims are what they say')
    for (const part of [header, payload, rest[0]!])
      equal(Buffer.from(part, 'base64url').toString('base64url'), part, 'parts are in their one spelling')
    if (isAuthenticationFailure(checked!)) return checked.unauthenticated
    checkAccess(jws, checked!)
    return `passes${checked!.patient === undefined ? '' : ' with a patient'}`
  },
})

function checkAccess({ algorithm, claims }: CompactJws, token: AccessToken): void {
  holds(algorithm === 'RS256' || algorithm === 'ES256', 'the algorithm is allowed')
  const audience = [claims.aud].flat()
  holds(audience.includes(AUDIENCE), 'the token is for us')
  holds((claims.exp as number) + SKEW > NOW, 'it has not expired')
  holds(claims.nbf === undefined || (claims.nbf as number) - SKEW <= NOW, 'it has begun')
  const { patient, scopes } = token
  holds(
    patient === undefined || (/^[A-Za-z0-9\-.]{1,64}$/.test(patient) && !/^\.+$/.test(patient)),
    'a patient is one id',
  )
  holds(
    scopes.every((scope) => scope !== '' && !scope.includes(' ')),
    'scopes are words',
  )
  if (claims.authorization_details === undefined) {
    same(patient, claims.patient, 'the patient is the one named')
    const named = [claims.scope ?? []].flat().join(' ').split(' ').filter(Boolean)
    same([...new Set(scopes)], [...new Set(named)], 'so are the scopes')
  }
}

const credential: Grammar = all(
  mostly('Authorization', 'authorization', 'Proxy-Authorization', 'X-Authorization'),
  ': ',
  mostly(one('Bearer ', 'bearer ', 'DPoP '), 'Bearer  ', 'Basic ', 'Bearer', 'Bearer\t', ' Bearer '),
  mostly(chars('aB1-._~+/', 1, 30), 'a b', 'a=b', 'é', '', 'a,b', '"a"'),
  maybe(one('=', '=='), 1),
)

/** A token is taken from the one Authorization header there is, whole, and never beside one in the query. */
export const bearers = target<ReturnType<typeof readBearer>>({
  name: 'bearer',
  longest: 64 * 1024,
  within: 200,
  weight: 3,
  grammar: all(
    'GET /',
    maybe(all('?', one(query, 'access_token=a', 'a=b&%61ccess_token=c', 'Access_Token=a'))),
    '\n',
    many(credential, 0, 2, '\n'),
  ),
  words: ['access_token', '%5f', '&', ';', 'Bearer ', 'DPoP ', '\nAuthorization: ', '=', '+'],
  read(input) {
    const { target, rawHeaders } = readRequestText(input)
    return readBearer(rawHeaders, target.slice(target.indexOf('?') + 1))
  },
  check(input, bearer) {
    if (isAuthenticationFailure(bearer)) return bearer.unauthenticated
    const { target, rawHeaders } = readRequestText(input)
    const given = rawHeaders.flatMap((name, at) =>
      at % 2 === 0 && /^authorization$/i.test(name) ? [rawHeaders[at + 1]!] : [],
    )
    equal(given.length, 1, 'there is one header')
    equal(given[0]!.split(' ').slice(1).join(' '), bearer.token, 'all of it is the token')
    equal(given[0]!.split(' ', 1)[0]!.toLowerCase(), bearer.scheme, 'the scheme is the one named')
    holds(!new URLSearchParams(target.slice(target.indexOf('?') + 1)).has('access_token'), 'the query has no token')
    return bearer.scheme
  },
})
