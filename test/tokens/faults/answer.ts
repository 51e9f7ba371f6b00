import { claim, type Fault, faultsAt, opaque } from '../fault.ts'

/** What an issuer can say of an opaque token instead of that it is an active access token (RFC 7662 §2.2). */
export const answerFaults: readonly Fault[] = [
  ...faultsAt('active', 'active', opaque, [
    ['false', 'TOKEN_INACTIVE', claim('active', false)],
    ['in words', 'TOKEN_INACTIVE', claim('active', 'true')],
    ['a number', 'TOKEN_INACTIVE', claim('active', 1)],
    ['in a list', 'TOKEN_INACTIVE', claim('active', [true])],
    ['an object', 'TOKEN_INACTIVE', claim('active', { active: true })],
    ['null', 'TOKEN_INACTIVE', claim('active', null)],
    ['absent', 'TOKEN_INACTIVE', claim('active', undefined)],
  ]),
  ...faultsAt('answer type', 'answer type', opaque, [
    ['refresh_token', 'TYPE_REFUSED', claim('token_type', 'refresh_token')],
    ['N_A', 'TYPE_REFUSED', claim('token_type', 'N_A')],
    ['mac', 'TYPE_REFUSED', claim('token_type', 'mac')],
    ['null', 'TYPE_REFUSED', claim('token_type', null)],
    ['a list', 'TYPE_REFUSED', claim('token_type', ['Bearer'])],
    ['absent', 'ok', claim('token_type', undefined)],
    ['in upper case', 'ok', claim('token_type', 'BEARER')],
  ]),
  ...faultsAt('answer type', 'scheme', ({ token, key }) => token === 'opaque' && !key, [
    ['DPoP, without saying of which key', 'TOKEN_BOUND', claim('token_type', 'DPoP')],
  ]),
  ...faultsAt('token_use of the answer', 'answer type', opaque, [
    ['refresh_token', 'TYPE_REFUSED', claim('token_use', 'refresh_token')],
    ['access_token', 'ok', claim('token_use', 'access_token')],
  ]),
  ...faultsAt('typ of the answer', 'answer type', opaque, [
    ['refresh', 'TYPE_REFUSED', claim('typ', 'Refresh')],
    ['offline', 'TYPE_REFUSED', claim('typ', 'Offline')],
    ['ID', 'TYPE_REFUSED', claim('typ', 'ID')],
    ['Bearer', 'ok', claim('typ', 'Bearer')],
  ]),
]
