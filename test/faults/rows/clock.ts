import { skewClock, trueTime } from '../clock.ts'
import type { Fault, FaultTable } from '../fault.ts'
import { startWorld, type World } from '../world.ts'

const SECOND = 1000
const HOUR = 3600 * SECOND

const skewed = (what: string, by: number, expected: Pick<Fault, 'known' | 'fresh'>): Fault<World> => ({
  ...{ kind: 'skewed', what, ...expected },
  begin: () => skewClock(by),
  end: () => skewClock(0),
})

/** The gateway's clock; tokens live for five minutes, and `clockSkew` is thirty seconds. */
export const clockTable: FaultTable<World> = {
  dependency: 'clock',
  inTurn: true,
  start: () => startWorld({}),
  faults: [
    skewed('is 20 seconds ahead', 20 * SECOND, { known: 200 }),
    skewed('is 20 seconds behind', -20 * SECOND, { known: 200 }),
    skewed('is an hour ahead: tokens look expired', HOUR, { known: 401 }),
    skewed('is an hour behind: tokens look as if they came from the future', -HOUR, { known: 200, fresh: 401 }),
    skewed('is at its beginning, 1970', -trueTime(), { known: 200, fresh: 401 }),
  ],
}
