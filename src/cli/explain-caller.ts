import type { Config } from '../config/config.ts'
import { callerOfClaims, noticeOfClaims } from '../explain/claimed-caller.ts'
import type { Caller } from '../explain/judge.ts'
import type { ExplainParts } from '../explain/parts.ts'
import { callerOfToken } from '../explain/token-caller.ts'
import { readStrict } from '../fhir/json/strict.ts'
import { isRefusal } from '../fhir/refusal.ts'
import { type Fault, isFault, readNamed } from './explain-files.ts'

/** The options that say who asks. */
export interface CallerOptions {
  readonly claims?: string | undefined
  readonly token?: string | undefined
  readonly jwks?: string | undefined
}

const MAX_DEPTH = 16

/** Who asks at `now` (absent: at this moment), by the file of claims or the file with a token and the one with the keys it is verified with. */
export async function readCaller(
  { claims, token, jwks }: CallerOptions,
  now: number | undefined,
  { issuers }: Config,
  { readScopes }: ExplainParts,
): Promise<{ readonly caller: Caller; readonly notice?: string | undefined } | Fault> {
  if ((claims === undefined) === (token === undefined))
    return { fault: 'either --claims FILE or --token FILE is required' }
  if (claims !== undefined) {
    const bytes = readNamed(claims)
    if (isFault(bytes)) return bytes
    const read = readStrict(bytes, { depth: MAX_DEPTH })
    if (isRefusal(read)) return { fault: `${claims} is not a JSON object of claims: ${read.detail}` }
    const given = read.value as Record<string, unknown>
    return { caller: callerOfClaims(given, issuers, readScopes), notice: noticeOfClaims(given, issuers) }
  }
  if (jwks === undefined) {
    return { fault: "--token needs --jwks FILE with the issuer's keys: explain does not use the network" }
  }
  const [tokenBytes, keySet] = [readNamed(token as string), readNamed(jwks)]
  if (isFault(tokenBytes)) return tokenBytes
  if (isFault(keySet)) return keySet
  const caller = await callerOfToken(tokenBytes.toString('latin1').trim(), keySet, issuers, readScopes, now)
  const unusable = 'unauthenticated' in caller && caller.unauthenticated === 'KEYS_UNAVAILABLE'
  return unusable ? { fault: `${jwks} is not a JWK Set` } : { caller }
}
