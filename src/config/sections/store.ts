import { z } from 'zod'
import { secret } from '../fields/reference.ts'
import { text } from '../fields/text.ts'
import { isLoopback } from '../loopback.ts'
import type { Report } from '../problems/problem.ts'

const URL_FORM = 'a URL such as redis://redis:6379/0 or rediss://…, without user or password'

const redisUrl = z.string({ error: URL_FORM }).transform((written, context) => {
  const wrong = faultOf(written)
  if (wrong === undefined) return new URL(written)
  context.issues.push({ code: 'custom', input: written, message: URL_FORM, params: { what: wrong } })
  return z.NEVER
})

const redis = z.strictObject({
  redis: z
    .strictObject({
      url: redisUrl.describe('redis:// or rediss:// (TLS), host, port, and database as the path.'),
      username: text('a user name').optional().describe('Redis user (ACL).'),
      password: secret().optional().describe('Password of the user, or of the default user.'),
      keyPrefix: z
        .string({ error: 'letters, digits and : _ -' })
        .regex(/^[A-Za-z0-9:_-]{1,64}$/, { error: 'letters, digits and : _ -' })
        .prefault('gatehouse')
        .describe('Prefix of the names of all keys.'),
      onFailure: z
        .enum(['open', 'closed'])
        .prefault('open')
        .describe('When Redis is away: open = each replica limits on its own, closed = 503.'),
    })
    .describe('A Redis, or what speaks its protocol.'),
})

/** `store:` what replicas share. */
export const storeSchema = z
  .union([z.literal('memory'), redis], { error: 'memory, or a map with redis' })
  .prefault('memory')

export function checkStore(store: z.output<typeof storeSchema>, report: Report): void {
  if (store === 'memory') return
  const { url, username, password } = store.redis
  if (username !== undefined && password === undefined) {
    report.problem(['redis', 'username'], 'needs a password', 'store.redis.password as well')
  }
  if (url.protocol === 'redis:' && !isLoopback(url.hostname)) {
    const also = password === undefined ? '' : ' and the password is'
    report.insecure(`store.redis.url is redis: the shared state${also} readable on the network; rediss encrypts it`)
  }
}

function faultOf(written: string): string | undefined {
  if (written.length > 2048 || !/^rediss?:\/\/[\x21-\x7e]+$/.test(written) || !URL.canParse(written)) {
    return 'is not a redis URL'
  }
  const url = new URL(written)
  if (url.username !== '' || url.password !== '')
    return 'must not hold a user or password; they belong in store.redis.password'
  if (url.hostname === '' || url.search !== '' || url.hash !== '' || !/^\/?\d{0,4}$/.test(url.pathname)) {
    return 'is not a redis URL'
  }
  return undefined
}
