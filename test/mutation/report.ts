import { writeFileSync } from 'node:fs'
import type { Mutant } from './instrument.ts'
import type { Event } from './plan.ts'

/**
 * Prints the score of a room, and writes what was not noticed to `survivors.txt`. Mutants that act only before the first
 * test, and were not tried from the start, are counted apart.
 */
export function report(folder: string, room: string, mutants: readonly Mutant[], events: readonly Event[]): void {
  const killed = idsOf(events, 'killed')
  const tried = new Set([...killed, ...idsOf(events, 'alive'), ...idsOf(events, 'survived')])
  const early = new Set(events.flatMap((each) => (each.event === 'early' ? each.ids : [])))
  const untried = mutants.filter(({ id }) => early.has(id) && !tried.has(id))
  const counted = mutants.filter((mutant) => !untried.includes(mutant))
  const alive = counted.filter(({ id }) => !killed.has(id))
  const lines = alive.map(({ id, file, line, kind, original, replacement }) => {
    const reached = tried.has(id) ? '' : ' (no test reaches it)'
    return `${file}:${line} ${kind}${reached}: ${short(original)} => ${short(replacement)}`
  })
  writeFileSync(`${folder}/survivors.txt`, `${lines.join('\n')}\n`)
  const share = ((100 * (counted.length - alive.length)) / counted.length).toFixed(1)
  const apart = untried.length === 0 ? '' : `; ${untried.length} act while modules are loaded, and wait for --static`
  console.log(`${room}: ${share} % (${counted.length - alive.length} of ${counted.length}) noticed${apart}`)
  console.log(`${room}: the others are in ${folder}/survivors.txt`)
}

function idsOf(events: readonly Event[], kind: 'killed' | 'alive' | 'survived'): Set<string> {
  return new Set(events.flatMap((each) => (each.event === kind ? [each.id] : [])))
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 120 ? `${line.slice(0, 117)}...` : line
}
