import type { Misbehaviour } from '../../../demo/issuer/misbehave.ts'
import type { Fault, FaultTable, Kind } from '../fault.ts'
import type { Manner } from '../wire.ts'
import { startWorld, type World } from '../world.ts'

/** What an issuer has said of a token is believed for as long as `cache` says. */
const TOLD_BEFORE = { known: 200, fresh: 503 }

const onWire = (kind: Kind, what: string, manner: Manner, expected: object = TOLD_BEFORE): Fault<World> => ({
  ...{ kind, what, ...TOLD_BEFORE, ...expected },
  begin: ({ wires }) => wires.issuer.behave(manner),
  end: ({ wires }) => wires.issuer.behave('through'),
})

const inAnswers = (kind: Kind, what: string, how: Misbehaviour): Fault<World> => ({
  ...{ kind, what, ...TOLD_BEFORE },
  begin: ({ issuer }) => issuer.misbehave(how, 'introspection'),
  end: ({ issuer }) => issuer.misbehave(undefined, 'introspection'),
})

export const introspectionTable: FaultTable<World> = {
  dependency: 'introspection',
  opaque: true,
  start: () => startWorld({ introspection: true }),
  faults: [
    onWire('down', 'refuses connections', 'refused'),
    onWire('down', 'takes connections and says nothing', 'silent'),
    onWire('slow', 'answers late, but in time', { delay: 300 }, { fresh: 200 }),
    inAnswers('slow', 'never ends its answer', 'slow-body'),
    onWire('reset', 'resets connections', 'reset'),
    inAnswers('reset', 'ends connections in the middle of an answer', 'cut-off'),
    onWire('half-closed', 'closes its side instead of answering', 'half-closed'),
    inAnswers('garbage', 'answers with no JSON', 'not-json'),
    inAnswers('garbage', 'redirects', 'redirect'),
    inAnswers('garbage', "does not accept the gateway's credential", 'unauthorized'),
    inAnswers('full', 'answers 500', 'error'),
    inAnswers('full', 'answers with a document beyond all bounds', 'huge'),
  ],
}
