import type { FaultTable } from '../fault.ts'
import { issuerFaults } from '../issuer-faults.ts'
import { startWorld, type World } from '../world.ts'

const { onWire, inAnswers } = issuerFaults('introspection', () => {})

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
