import type { Redis } from 'ioredis'
import { interval } from '../gcra.ts'
import type { BucketDraw } from '../store.ts'

/**
 * `takeAll` of `src/store/gcra.ts` inside Redis, for several askers one after the other, on the clock of Redis, so that
 * replicas whose clocks differ share one budget exactly. Four arguments a key: interval (µs), burst, cost, unconditional
 * (0 or 1); behind them, for each asker, how many of the keys are its own.
 * Answers {now, and for each asker admitted, tat…}. A key lives until its bucket is full again. Needs Redis 5 or newer.
 */
const LUA = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local answer, first = {now}, 1
for asker = #KEYS * 4 + 1, #ARGV do
  local last = first + tonumber(ARGV[asker]) - 1
  local admitted, before, after = 1, {}, {}
  for i = first, last do
    local a = (i - 1) * 4
    local interval, burst, cost = tonumber(ARGV[a + 1]), tonumber(ARGV[a + 2]), tonumber(ARGV[a + 3])
    local full = now + burst * interval
    local stored = tonumber(string.match(redis.call('GET', KEYS[i]) or '', '^%d+$')) or now
    local tat = math.min(math.max(stored, now), full)
    if ARGV[a + 4] == '0' and tat + math.max(cost, 1) * interval > full then admitted = 0 end
    before[i] = tat
    after[i] = math.min(tat + cost * interval, full)
  end
  answer[#answer + 1] = admitted
  for i = first, last do
    if admitted == 1 and after[i] > before[i] then
      redis.call('SET', KEYS[i], string.format('%.0f', after[i]), 'PX', math.ceil((after[i] - now) / 1000))
    end
    answer[#answer + 1] = admitted == 1 and after[i] or before[i]
  end
  first = last + 1
end
return answer
`

export interface ScriptAnswer {
  readonly admitted: boolean
  /** Microseconds since 1970 on the clock of Redis. */
  readonly now: number
  readonly tats: readonly number[]
}

/** Takes for each asker from all of its buckets or from none, one after the other. */
export type TakeTokensScript = (askers: readonly (readonly BucketDraw[])[]) => Promise<readonly ScriptAnswer[]>

/** Teaches the connection the script; it is sent once, then called by its hash. Rejects as ioredis does. */
export function defineTakeTokens(redis: Redis, keyPrefix: string): TakeTokensScript {
  redis.defineCommand('takeTokens', { lua: LUA })
  const command = redis as unknown as { takeTokens(...args: (string | number)[]): Promise<number[]> }
  return async (askers) => {
    const keys: string[] = []
    const args: number[] = []
    for (const draws of askers) {
      for (const { key, limit, cost, unconditional } of draws) {
        keys.push(`${keyPrefix}:limit:${key}`)
        args.push(interval(limit), limit.burst, cost, unconditional ? 1 : 0)
      }
    }
    for (const draws of askers) args.push(draws.length)
    const [now, ...told] = await command.takeTokens(keys.length, ...keys, ...args)
    let at = 0
    return askers.map(({ length }) => {
      const admitted = told[at] === 1
      const tats = told.slice(at + 1, at + 1 + length)
      at += 1 + length
      return { admitted, now: now!, tats }
    })
  }
}
