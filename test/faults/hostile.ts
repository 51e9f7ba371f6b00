import { setTimeout as pause } from 'node:timers/promises'
import { trueTime } from './clock.ts'
import { ADMIN_TOKEN, type Scene } from './world.ts'

/** Where hostile callers want to; nobody else goes there. */
export const FORBIDDEN = '/Condition?patient=p01'

/** Callers whom the healthy gateway turns away; no fault may let one of them in. */
export interface Hostile {
  readonly who: string
  readonly token: string | undefined
}

/** Makes them all, and shuts out those who are to be shut out by operators. */
export async function hostiles(scene: Scene, opaque: boolean): Promise<readonly Hostile[]> {
  const now = Math.floor(trueTime() / 1000)
  const good = await scene.mint()
  const signature = good.lastIndexOf('.') + 1
  const forged = good.slice(0, signature) + [...good.slice(signature)].reverse().join('')
  const revoked = scene.mintOpaque()
  scene.issuer.revoke(revoked)
  await putAside(scene, 'blocks/client/blocked-client')
  await putAside(scene, 'revocations/jti/revoked-token')
  return [
    { who: 'without a token', token: undefined },
    { who: 'with too narrow scopes', token: await scene.mint({ scope: 'user/Patient.rs' }) },
    { who: 'with a forged signature', token: forged },
    { who: 'with an expired token', token: await scene.mint({ iat: now - 900, exp: now - 600 }) },
    { who: 'with a token that is not valid yet', token: await scene.mint({ nbf: now + 7200, exp: now + 9000 }) },
    { who: 'with a token for others', token: await scene.mint({ aud: 'https://other.example.org/fhir' }) },
    { who: 'of an unknown issuer', token: await scene.mint({ iss: 'http://127.0.0.1:1' }) },
    { who: 'who is blocked', token: await scene.mint({ client_id: 'blocked-client' }) },
    { who: 'whose token is revoked', token: await scene.mint({ jti: 'revoked-token' }) },
    ...(opaque ? [{ who: 'whose opaque token is revoked', token: revoked }] : []),
    ...(opaque ? [{ who: 'with an opaque token of nobody', token: 'made-up-by-a-stranger' }] : []),
  ]
}

/** Again while Redis is too slow for it, as it is on a machine with too much to do. */
async function putAside({ adminUrl }: Scene, entry: string): Promise<void> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` }
  for (const since = performance.now(); performance.now() - since < 60_000; await pause(50)) {
    if ((await fetch(`${adminUrl}/admin/${entry}`, { method: 'PUT', headers })).ok) return
  }
  throw new Error(`not set: ${entry}`)
}
