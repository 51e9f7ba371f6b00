import type { Redis } from 'ioredis'
import { type KeyOffers, keyRingTimes, type SharedKey, type SharedKeys, sharedKeysOf } from '../key-ring.ts'

/**
 * `turnRing` of `key-ring.ts` inside Redis, on the clock of Redis, so that whoever is first decides for all replicas.
 * Arguments: held id and key, fresh id and key, then the three times. Answers {now, at, id, key, olderId, olderKey}.
 * What cannot be a ring counts as none. The keys do not outlive what they have sealed.
 */
const LUA = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local rotate, lead, keep = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local function valid(id, key)
  return string.match(id or '', '^[%w_-]+$') and #id <= 16 and string.match(key or '', '^[%w_-]+$') and #key == 43
end
local ring = redis.pcall('HMGET', KEYS[1], 'at', 'id', 'key', 'olderId', 'olderKey')
local at = tonumber(string.match(ring[1] or '', '^%d+$'))
local id, key, olderId, olderKey = ring[2], ring[3], ring[4], ring[5]
local changed = true
if not (at and at <= now + lead and valid(id, key)) then
  at, id, key, olderId, olderKey = now, ARGV[1], ARGV[2], '', ''
elseif now >= at + rotate then
  at, id, key, olderId, olderKey = now + lead, ARGV[3], ARGV[4], id, key
elseif not valid(olderId, olderKey) or olderId == id or now >= at + keep then
  changed = olderId ~= ''
  olderId, olderKey = '', ''
else
  changed = false
end
local written = string.format('%.0f', at)
if changed then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'at', written, 'id', id, 'key', key, 'olderId', olderId, 'olderKey', olderKey)
  redis.call('PEXPIRE', KEYS[1], at - now + rotate + keep)
end
return {now, written, id, key, olderId, olderKey}
`

export type TurnRingScript = (offers: KeyOffers) => Promise<SharedKeys>

/** Teaches the connection the script. Rejects as ioredis does. */
export function defineTurnRing(redis: Redis, keyPrefix: string): TurnRingScript {
  redis.defineCommand('turnRing', { lua: LUA, numberOfKeys: 1 })
  const command = redis as unknown as { turnRing(...args: (string | number)[]): Promise<Answer> }
  const { rotateMs, leadMs, keepMs } = keyRingTimes
  return async ({ held, fresh }) => {
    const offered = [held, fresh].flatMap(({ id, key }) => [id, key.toString('base64url')])
    const answer = await command.turnRing(`${keyPrefix}:seal-keys`, ...offered, rotateMs, leadMs, keepMs)
    const [now, at, id, key, olderId, olderKey] = answer
    const ring = { at: Number(at), newest: keyOf(id, key) }
    return sharedKeysOf(olderId === '' ? ring : { ...ring, older: keyOf(olderId, olderKey) }, now)
  }
}

type Answer = readonly [now: number, at: string, id: string, key: string, olderId: string, olderKey: string]

function keyOf(id: string, key: string): SharedKey {
  return { id, key: Buffer.from(key, 'base64url') }
}
