import type { FaultTable } from '../fault.ts'
import { issuerFaults } from '../issuer-faults.ts'
import { startWorld, type World } from '../world.ts'

/** The issuer signs with a new key, so that the tokens of new callers cannot be checked by what is known. */
const { onWire, inAnswers } = issuerFaults('keys', ({ issuer }) => issuer.rotate())

export const keysTable: FaultTable<World> = {
  dependency: 'issuer keys',
  start: () => startWorld({}),
  faults: [
    onWire('down', 'refuses connections', 'refused'),
    onWire('down', 'takes connections and says nothing', 'silent'),
    onWire('slow', 'answers late, but in time', { delay: 300 }, { fresh: 200 }),
    inAnswers('slow', 'never ends its answer', 'slow-body'),
    onWire('reset', 'resets connections', 'reset'),
    inAnswers('reset', 'ends connections in the middle of an answer', 'cut-off'),
    onWire('half-closed', 'closes its side instead of answering', 'half-closed'),
    onWire('garbage', 'speaks no HTTP', 'garbage'),
    inAnswers('garbage', 'answers with no JSON', 'not-json'),
    inAnswers('garbage', 'answers with HTML', 'wrong-type'),
    inAnswers('garbage', 'names members twice', 'repeated-names'),
    inAnswers('garbage', 'redirects', 'redirect'),
    inAnswers('full', 'answers 500', 'error'),
    inAnswers('full', 'answers with a document beyond all bounds', 'huge'),
    inAnswers('full', 'answers with more keys than anyone has', 'key-flood'),
  ],
}
