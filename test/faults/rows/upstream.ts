import type { Misbehaviour } from '../../../demo/fhir-server/misbehaviour.ts'
import type { Fault, FaultTable, Kind } from '../fault.ts'
import type { Manner } from '../wire.ts'
import { startWorld, type World } from '../world.ts'

const FAILURES_TO_OPEN = 5

const onWire = (kind: Kind, what: string, known: number, manner: Manner): Fault<World> => ({
  ...{ kind, what, known },
  begin: ({ wires }) => wires.upstream.behave(manner),
  end: ({ wires }) => wires.upstream.behave('through'),
})

const inAnswers = (kind: Kind, what: string, known: number, how: Misbehaviour): Fault<World> => ({
  ...{ kind, what, known },
  begin: ({ fhir }) => fhir.misbehave(how),
  end: ({ fhir }) => fhir.misbehave({}),
})

/** Fails so often that nothing is sent to it any more. */
const untilOpen = (what: string, manner: Manner): Fault<World> => ({
  ...{ kind: 'down', what, known: 503 },
  async begin({ wires, mint, ask }) {
    await wires.upstream.behave(manner)
    const token = await mint()
    for (let i = 0; i < FAILURES_TO_OPEN; i++) await ask('/Patient/p01', token)
  },
  end: ({ wires }) => wires.upstream.behave('through'),
})

export const breakerTable: FaultTable<World> = {
  dependency: 'FHIR server',
  start: () =>
    startWorld({
      sections: { upstream: { breaker: { failures: FAILURES_TO_OPEN, pause: '8s' }, health: { interval: '1s' } } },
    }),
  faults: [
    untilOpen('refuses connections for longer', 'refused'),
    untilOpen('resets every connection for longer', 'reset'),
    untilOpen('speaks no HTTP for longer', 'garbage'),
  ],
}

export const upstreamTable: FaultTable<World> = {
  dependency: 'FHIR server',
  start: () => startWorld({}),
  faults: [
    onWire('down', 'refuses connections', 502, 'refused'),
    onWire('down', 'takes connections and says nothing', 504, 'silent'),
    onWire('slow', 'answers late, but in time', 200, { delay: 300 }),
    inAnswers('slow', 'answers too late', 504, { headDelay: 10_000 }),
    inAnswers('slow', 'falls silent in the middle of an answer', 504, { bodyDelay: 6000 }),
    onWire('reset', 'resets connections', 502, 'reset'),
    onWire('reset', 'resets in the middle of an answer', 502, 'reset-in-answer'),
    onWire('half-closed', 'closes its side instead of answering', 502, 'half-closed'),
    onWire('half-closed', 'closes its side in the middle of an answer', 502, 'half-closed-in-answer'),
    inAnswers('half-closed', 'ends a body before its length', 502, { cutAfter: 20 }),
    onWire('garbage', 'speaks no HTTP', 502, 'garbage'),
    inAnswers('garbage', 'answers with a page of HTML', 502, { html: true }),
    inAnswers('garbage', 'compresses unasked', 502, { gzip: true }),
    inAnswers('garbage', 'writes members twice', 502, { duplicateKeys: true }),
    inAnswers('garbage', 'redirects to a login page', 502, { redirect: 'http://login.example.org/' }),
    inAnswers('garbage', 'does not know the gateway any more', 502, { unauthorized: true }),
    inAnswers('full', 'is overloaded and says so', 503, { unavailable: { retryAfter: '3' } }),
    inAnswers('full', 'answers a read with a resource beyond all bounds', 502, { huge: { megabytes: 40 } }),
  ],
}
