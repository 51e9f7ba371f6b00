import type { Redis } from 'ioredis'
import type { Store } from '../store.ts'
import type { RedisLink } from './link.ts'

/** What one owner may have remembered in a stretch of time: 3,300 names a second, or 100 MB. */
const ROOM = { names: 500_000, ms: 150_000 }

/**
 * Remembers a name, unless its owner has used up what it may have, and counts it. Arguments: life (ms), most names,
 * and the stretch (ms) after which the count begins anew. Answers 1 when the name was unknown, 0 when it was known, -1 when
 * there is no room for it. What is no hash counts as no count.
 */
const LUA = `
if redis.call('TYPE', KEYS[2]).ok ~= 'hash' then redis.call('DEL', KEYS[2]) end
if tonumber(redis.call('HGET', KEYS[2], 'names') or '0') >= tonumber(ARGV[2]) then
  return redis.call('GET', KEYS[1]) and 0 or -1
end
if not redis.call('SET', KEYS[1], '1', 'PX', ARGV[1], 'NX') then return 0 end
if redis.call('HINCRBY', KEYS[2], 'names', 1) == 1 then redis.call('PEXPIRE', KEYS[2], ARGV[3]) end
return 1
`

/** What was used once, on any replica. An owner who floods it is told so, and leaves the memory of Redis to others. */
export function createRedisOnce(link: RedisLink, keyPrefix: string, room = ROOM): Store['once'] {
  const { redis } = link
  redis.defineCommand('rememberOnce', { lua: LUA, numberOfKeys: 2 })
  const command = redis as Redis & { rememberOnce(...args: (string | number)[]): Promise<number> }

  return async (name, ttlMs, owner) => {
    const [key, count] = [`${keyPrefix}:once:${name}`, `${keyPrefix}:once-count:${owner}`]
    const done = await link.call(() => command.rememberOnce(key, count, ttlMs, room.names, room.ms))
    if (done === 'unavailable' || done < 0) return 'unavailable'
    return done === 1
  }
}
