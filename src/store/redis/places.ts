import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { Store } from '../store.ts'
import type { RedisLink } from './link.ts'

/**
 * A sorted set per name: holders by the end of their lease, on the clock of Redis. Arguments: max, lease (ms), holder.
 * Answers 1 when the place was given. What is no sorted set counts as none. The key goes with the last lease.
 */
const LUA = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('TYPE', KEYS[1]).ok ~= 'zset' then redis.call('DEL', KEYS[1]) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[2]), ARGV[3])
redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), ARGV[2]))
return 1
`

/** A lease that has ended is not begun anew: its place may be another's. Arguments: lease (ms), holder. */
const RENEW = `
if redis.call('TYPE', KEYS[1]).ok ~= 'zset' then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ends = redis.call('ZSCORE', KEYS[1], ARGV[2])
if not ends or tonumber(ends) <= now then return 0 end
redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[1]), ARGV[2])
redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), ARGV[1]))
return 1
`

/** Places that all replicas take from. */
export function createRedisPlaces(link: RedisLink, keyPrefix: string): Pick<Store, 'enter' | 'renew' | 'leave'> {
  const { redis } = link
  redis.defineCommand('enterPlace', { lua: LUA, numberOfKeys: 1 })
  redis.defineCommand('renewPlace', { lua: RENEW, numberOfKeys: 1 })
  type Command = (...args: (string | number)[]) => Promise<number>
  const command = redis as Redis & { enterPlace: Command; renewPlace: Command }
  const keyOf = (name: string) => `${keyPrefix}:place:${name}`

  return {
    async enter(name, max, leaseMs) {
      const holder = randomUUID()
      const given = await link.call(() => command.enterPlace(keyOf(name), max, leaseMs, holder))
      if (given === 'unavailable') return given
      return given === 1 ? { name, holder } : 'full'
    },
    async renew({ name, holder }, leaseMs) {
      await link.call(() => command.renewPlace(keyOf(name), leaseMs, holder))
    },
    async leave({ name, holder }) {
      // A place that cannot be given back now ends with its lease.
      await link.call(() => redis.zrem(keyOf(name), holder))
    },
  }
}
