import type { Authenticator } from '../authn/authenticate.ts'
import { readBearer } from '../authn/bearer.ts'
import { isAuthenticationFailure } from '../authn/failure.ts'
import type { Authority } from '../authorize/authority.ts'
import type { Config } from '../config/config.ts'
import { callerOfClaims, noticeOfClaims } from '../explain/claimed-caller.ts'
import type { Explanation } from '../explain/explanation.ts'
import { explainPartsOf } from '../explain/parts.ts'
import { explainPosted } from '../explain/posted-request.ts'
import { defaultPolicy } from '../policy/document.ts'

/**
 * Explains a request that an operator posts, by the policy in force.
 *
 * @param authority of the policy of `config`, compiled already.
 */
export function explainLive(
  posted: unknown,
  config: Config,
  authority: Authority,
  { authenticate }: Pick<Authenticator, 'authenticate'>,
): Promise<Explanation | { readonly faults: readonly string[] }> {
  const parts = { ...explainPartsOf({ ...config, policy: defaultPolicy }), authority, policy: config.policy }
  return explainPosted(posted, parts, {
    ofClaims: (claims) => callerOfClaims(claims, config.issuers, parts.readScopes),
    noticeOf: (claims) => noticeOfClaims(claims, config.issuers),
    ofToken(token) {
      const credential = readBearer(['authorization', `Bearer ${token}`], '')
      return isAuthenticationFailure(credential) ? credential : authenticate(credential)
    },
  })
}
