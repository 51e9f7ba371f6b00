import { EndOfTurn } from '../../end-of-turn.ts'
import type { BucketDraw } from '../store.ts'
import type { RedisLink } from './link.ts'
import type { ScriptAnswer, TakeTokensScript } from './take-tokens-script.ts'

/** Askers of one call: Redis does nothing else meanwhile. */
const MOST_ASKERS = 100

interface Asking {
  readonly draws: readonly BucketDraw[]
  readonly answered: (answer: ScriptAnswer | 'unavailable') => void
}

/**
 * Has all that is drawn in one turn of the event loop taken by one call, each asker on its own: a call costs this process many
 * times what one more asker in it does. Nobody waits for others but those whose requests have arrived already.
 */
export function takeTogether(
  link: Pick<RedisLink, 'call' | 'state'>,
  script: TakeTokensScript,
): (draws: readonly BucketDraw[]) => Promise<ScriptAnswer | 'unavailable'> {
  const asking = new EndOfTurn<Asking>((all) => {
    for (let at = 0; at < all.length; at += MOST_ASKERS) void callFor(all.slice(at, at + MOST_ASKERS))
  })

  async function callFor(askers: readonly Asking[]): Promise<void> {
    const answers = await link.call(() => script(askers.map(({ draws }) => draws)))
    for (const [at, { answered }] of askers.entries()) answered(answers === 'unavailable' ? answers : answers[at]!)
  }

  return (draws) => {
    if (link.state() === 'down') return Promise.resolve('unavailable')
    return new Promise((answered) => asking.add({ draws, answered }))
  }
}
