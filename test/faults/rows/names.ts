import type { Fault, FaultTable, Kind } from '../fault.ts'
import { type Saying, sayOf } from '../names.ts'
import { startWorld, type World } from '../world.ts'

type Named = 'upstream' | 'issuer' | 'redis'

const NAMES: Readonly<Record<Named, string>> = {
  upstream: 'fhir.localhost',
  issuer: 'keys.localhost',
  redis: 'redis.localhost',
}

/** What the name service says, when connections have to be made anew. */
const says = (
  kind: Kind,
  what: string,
  of: Named,
  saying: Saying,
  expected: Pick<Fault, 'known' | 'fresh'>,
): Fault<World> => ({
  ...{ kind, what, ...expected },
  async begin({ wires, issuer }) {
    if (of === 'issuer') await issuer.rotate()
    sayOf(NAMES[of], saying)
    wires[of].cut()
  },
  end: () => sayOf(NAMES[of], undefined),
})

/** Nothing listens there. */
const ELSEWHERE = { address: '127.77.77.77' }

export const namesTable: FaultTable<World> = {
  dependency: 'name service',
  inTurn: true,
  start: () => startWorld({ redis: 'open' }),
  faults: [
    says('down', 'cannot be reached for the FHIR server', 'upstream', 'fails', { known: 502 }),
    says('garbage', 'does not know the FHIR server', 'upstream', 'unknown', { known: 502 }),
    says('garbage', 'tells a wrong address of the FHIR server', 'upstream', ELSEWHERE, { known: 502 }),
    says('slow', 'is too slow for the FHIR server', 'upstream', { late: 6000 }, { known: 502 }),
    says('slow', 'is slow for the FHIR server, but in time', 'upstream', { late: 200 }, { known: 200 }),
    says('down', 'cannot be reached for the issuer', 'issuer', 'fails', { known: 200, fresh: 503 }),
    says('garbage', 'tells a wrong address of the issuer', 'issuer', ELSEWHERE, { known: 200, fresh: 503 }),
    says('down', 'cannot be reached for Redis', 'redis', 'fails', { known: 200 }),
    says('garbage', 'tells a wrong address of Redis', 'redis', ELSEWHERE, { known: 200 }),
  ],
}
