import type { Fault, FaultTable, Kind } from '../fault.ts'
import { command } from '../redis-command.ts'
import type { Manner } from '../wire.ts'
import { startWorld, type World } from '../world.ts'

const rows = (status: number): readonly Fault<World>[] => {
  const onWire = (kind: Kind, what: string, manner: Manner, known = status): Fault<World> => ({
    ...{ kind, what, known },
    begin: ({ wires }) => wires.redis.behave(manner),
    end: ({ wires }) => wires.redis.behave('through'),
  })
  return [
    onWire('down', 'refuses connections', 'refused'),
    onWire('down', 'takes connections and says nothing', 'silent'),
    onWire('slow', 'answers late, but in time', { delay: 10 }, 200),
    onWire('reset', 'resets connections', 'reset'),
    onWire('half-closed', 'closes its side instead of answering', 'half-closed'),
    onWire('garbage', 'speaks another protocol', 'garbage'),
    {
      ...{ kind: 'down', what: 'is killed, and comes back empty', known: status },
      begin: ({ redis }) => redis!.kill(),
      end: ({ redis }) => redis!.restart(),
    },
    {
      ...{ kind: 'full', what: 'has no memory left for writes', known: status },
      begin: ({ redis }) => command(redis!, 'CONFIG SET maxmemory 1'),
      end: ({ redis }) => command(redis!, 'CONFIG SET maxmemory 0'),
    },
  ]
}

export const openRedisTable: FaultTable<World> = {
  dependency: 'Redis, fails open',
  start: () => startWorld({ redis: 'open' }),
  faults: rows(200),
}

export const closedRedisTable: FaultTable<World> = {
  dependency: 'Redis, fails closed',
  // Its calls have 50 ms, which the start of another row's world in this process may take.
  inTurn: true,
  start: () => startWorld({ redis: 'closed' }),
  faults: rows(503),
}
