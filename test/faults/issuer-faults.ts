import type { Misbehaviour } from '../../demo/issuer/misbehave.ts'
import type { Fault, Kind } from './fault.ts'
import type { Manner } from './wire.ts'
import type { World } from './world.ts'

/** What is said of a token is known for a while; of a token that is new, nothing is. */
const SAID_BEFORE = { known: 200, fresh: 503 }

/**
 * Makes the rows of one endpoint of the issuer: failing on the wire, or in what it answers.
 *
 * @param first what makes the gateway ask that endpoint again.
 */
export function issuerFaults(where: 'keys' | 'introspection', first: (world: World) => Promise<void> | void) {
  return {
    onWire: (kind: Kind, what: string, manner: Manner, expected: object = {}): Fault<World> => ({
      ...{ kind, what, ...SAID_BEFORE, ...expected },
      async begin(world) {
        await first(world)
        await world.wires.issuer.behave(manner)
      },
      end: ({ wires }) => wires.issuer.behave('through'),
    }),
    inAnswers: (kind: Kind, what: string, how: Misbehaviour): Fault<World> => ({
      ...{ kind, what, ...SAID_BEFORE },
      async begin(world) {
        await first(world)
        world.issuer.misbehave(how, where)
      },
      end: ({ issuer }) => issuer.misbehave(undefined, where),
    }),
  }
}
