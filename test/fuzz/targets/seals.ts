import { randomBytes } from 'node:crypto'
import { createSealer } from '../../../src/enforce/seal.ts'
import { one } from '../engine/grammar.ts'
import { equal, same } from '../engine/holds.ts'
import { target } from '../engine/target.ts'

const NOW = 1_800_000_000_000
// New keys in each process: what another one sealed is foreign.
const [now, then, another] = [randomBytes(32), randomBytes(32), randomBytes(32)]
const sealer = createSealer({ current: { id: 'now', key: now }, previous: [{ id: 'then', key: then }] })
const older = createSealer({ current: { id: 'then', key: then }, previous: [] })
const foreign = createSealer({ current: { id: 'now', key: another }, previous: [] })
const caller = ['https://id.example.org', 'app', 'someone']
const payload = { next: 'Patient?page=2' }
const good = [sealer.seal(payload, caller, NOW + 1000)!, older.seal(payload, caller, NOW + 1000)!]
const bad = [
  foreign.seal(payload, caller, NOW + 1000)!,
  sealer.seal(payload, ['https://id.example.org', 'app', 'someone else'], NOW + 1000)!,
  sealer.seal(payload, caller, NOW)!,
]

/** Nothing opens but what was sealed, to the letter, for this caller, and for this long. */
export const seals = target<object | undefined>({
  name: 'seal',
  longest: 16 * 1024,
  within: 100,
  weight: 1,
  grammar: one(...good, ...bad),
  words: [...good, ...bad, '=', '-', '_'],
  read: (input) => sealer.open(input.toString('latin1'), caller, NOW),
  check(input, opened) {
    equal(opened !== undefined, good.includes(input.toString('latin1')), 'only what was sealed opens')
    if (opened === undefined) return 'closed'
    same(opened, payload, 'it holds what was sealed')
    return 'opened'
  },
})
