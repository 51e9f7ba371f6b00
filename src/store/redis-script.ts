import type { Redis } from 'ioredis'
import { interval } from './gcra.ts'
import type { BucketDraw } from './store.ts'

/**
 * `takeAll` of `src/store/gcra.ts` inside Redis, on the clock of Redis, so that replicas whose clocks differ share
 * one budget exactly. Four arguments a key: interval (µs), burst, cost, unconditional (0 or 1).
 * Answers {admitted, now, tat…}. A key lives until its bucket is full again. Needs Redis 5 or newer.
 */
const LUA = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local admitted, before, after = 1, {}, {}
for i, key in ipairs(KEYS) do
  local a = (i - 1) * 4
  local interval, burst, cost = tonumber(ARGV[a + 1]), tonumber(ARGV[a + 2]), tonumber(ARGV[a + 3])
  local full = now + burst * interval
  local stored = tonumber(string.match(redis.call('GET', key) or '', '^%d+$')) or now
  local tat = math.min(math.max(stored, now), full)
  if ARGV[a + 4] == '0' and tat + math.max(cost, 1) * interval > full then admitted = 0 end
  before[i] = tat
  after[i] = math.min(tat + cost * interval, full)
end
if admitted == 0 then return {0, now, unpack(before)} end
for i, key in ipairs(KEYS) do
  if after[i] > before[i] then
    redis.call('SET', key, string.format('%.0f', after[i]), 'PX', math.ceil((after[i] - now) / 1000))
  end
end
return {1, now, unpack(after)}
`

export interface ScriptAnswer {
  readonly admitted: boolean
  /** Microseconds since 1970 on the clock of Redis. */
  readonly now: number
  readonly tats: readonly number[]
}

export type TakeTokensScript = (draws: readonly BucketDraw[]) => Promise<ScriptAnswer>

/** Teaches the connection the script; it is sent once, then called by its hash. Rejects as ioredis does. */
export function defineTakeTokens(redis: Redis, keyPrefix: string): TakeTokensScript {
  redis.defineCommand('takeTokens', { lua: LUA })
  const command = redis as unknown as { takeTokens(...args: (string | number)[]): Promise<number[]> }
  return async (draws) => {
    const keys = draws.map((draw) => `${keyPrefix}:limit:${draw.key}`)
    const args = draws.flatMap((d) => [interval(d.limit), d.limit.burst, d.cost, d.unconditional ? 1 : 0])
    const [admitted, now, ...tats] = await command.takeTokens(keys.length, ...keys, ...args)
    return { admitted: admitted === 1, now: now!, tats }
  }
}
