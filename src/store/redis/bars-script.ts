import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { barName, MAX_BARS, readBar, writeBar } from '../bar.ts'
import type { Bar } from '../store.ts'

/**
 * All bars are the fields of one hash, `<keyPrefix>:bars`, in clear, since operators list them. Its field `version`
 * changes with every change; a hash without it is one that was lost. What is no hash counts as none.
 */
const VERSION = 'version'
/** How long the last version stays when nothing is barred any more, milliseconds. */
const QUIET_MS = 24 * 60 * 60 * 1000

/** Shared by both scripts that write: removes what has ended, finds the last end, announces the new version. */
const WRITING = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local last, count = 0, 0
local function endOf(text) return tonumber(string.match(text, '^(%d+) ')) or 0 end
if redis.call('TYPE', KEYS[1]).ok ~= 'hash' then redis.call('DEL', KEYS[1]) end
local function finish(version, channel)
  redis.call('HSET', KEYS[1], '${VERSION}', version)
  redis.call('PEXPIRE', KEYS[1], math.max(last - now, ${QUIET_MS}))
  redis.pcall('PUBLISH', channel, version)
end
`

/** Arguments: version, channel, field, text (empty: remove the field), most. Answers 1, or 0 when full. */
const CHANGE = `${WRITING}
local field, text = ARGV[3], ARGV[4]
local held = redis.call('HGETALL', KEYS[1])
for i = 1, #held, 2 do
  if held[i] ~= '${VERSION}' and held[i] ~= field then
    local ends = endOf(held[i + 1])
    if ends <= now then
      redis.call('HDEL', KEYS[1], held[i])
    else
      count = count + 1
      last = math.max(last, ends)
    end
  end
end
if text == '' then
  redis.call('HDEL', KEYS[1], field)
else
  if count >= tonumber(ARGV[5]) then return 0 end
  redis.call('HSET', KEYS[1], field, text)
  last = math.max(last, endOf(text))
end
finish(ARGV[1], ARGV[2])
return 1
`

/** Arguments: version, channel, then fields and texts in turn. Writes them only where there is no version. */
const RESTORE = `${WRITING}
if redis.call('HEXISTS', KEYS[1], '${VERSION}') == 1 then return 0 end
for i = 3, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  last = math.max(last, endOf(ARGV[i + 1]))
end
finish(ARGV[1], ARGV[2])
return 1
`

/** Argument: the known version, empty for none. Answers the version and, if it is another, all fields. */
const READ = `
local version = redis.pcall('HGET', KEYS[1], '${VERSION}')
if type(version) ~= 'string' then version = '' end
if version == ARGV[1] then return {version} end
if version == '' then return {version, {}} end
return {version, redis.call('HGETALL', KEYS[1])}
`

/** All bars as they stand at one version; an empty version: there never were any, or they were lost. */
export interface BarsAt {
  readonly version: string
  readonly bars: readonly Bar[]
}

export interface BarScripts {
  /** Where changes are announced. */
  readonly channel: string
  /** Undefined: nothing has changed since `version`. Rejects as ioredis does, like the others. */
  read(version: string): Promise<BarsAt | undefined>
  put(bar: Bar): Promise<'done' | 'full'>
  remove(bar: Pick<Bar, 'kind' | 'value'>): Promise<'done'>
  /** Puts back what was lost, unless another replica has. */
  restore(bars: readonly Bar[]): Promise<void>
}

/** Teaches the connection the scripts. */
export function defineBarScripts(redis: Redis, keyPrefix: string): BarScripts {
  redis.defineCommand('changeBars', { lua: CHANGE, numberOfKeys: 1 })
  redis.defineCommand('restoreBars', { lua: RESTORE, numberOfKeys: 1 })
  redis.defineCommand('readBars', { lua: READ, numberOfKeys: 1 })
  const command = redis as unknown as Commands
  const key = `${keyPrefix}:bars`
  return {
    channel: key,
    async read(known) {
      const [version, fields] = await command.readBars(key, known)
      return fields === undefined ? undefined : { version, bars: barsOf(fields) }
    },
    async put(bar) {
      const done = await command.changeBars(key, randomUUID(), key, barName(bar), writeBar(bar), MAX_BARS)
      return done === 1 ? 'done' : 'full'
    },
    async remove(bar) {
      await command.changeBars(key, randomUUID(), key, barName(bar), '', MAX_BARS)
      return 'done'
    },
    async restore(bars) {
      await command.restoreBars(key, randomUUID(), key, ...bars.flatMap((bar) => [barName(bar), writeBar(bar)]))
    },
  }
}

interface Commands {
  readBars(key: string, known: string): Promise<readonly [version: string, fields?: readonly string[]]>
  changeBars(...args: (string | number)[]): Promise<number>
  restoreBars(...args: string[]): Promise<number>
}

/** A field whose name is not that of its bar was not written by a gateway. */
function barsOf(fields: readonly string[]): readonly Bar[] {
  const bars: Bar[] = []
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const bar = fields[i] === VERSION ? undefined : readBar(fields[i + 1]!)
    if (bar !== undefined && barName(bar) === fields[i]) bars.push(bar)
  }
  return bars
}
