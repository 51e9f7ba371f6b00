import { writeFileSync } from 'node:fs'
import type { Mutant } from './instrument.ts'
import type { Event } from './plan.ts'

/** Prints the score of a room, and writes what was not noticed to `survivors.txt`. */
export function report(folder: string, room: string, mutants: readonly Mutant[], events: readonly Event[]): void {
  const killed = new Set<string>()
  const reached = new Set<string>()
  const early = new Set<string>()
  const stained = new Set<string>()
  const survived = new Set<string>()
  for (const each of events) {
    if (each.event === 'killed') killed.add(each.id)
    else if (each.event === 'alive' && each.hits > 0) reached.add(each.id)
    else if (each.event === 'survived') survived.add(each.id)
    else if (each.event === 'stained') stained.add(each.id)
    else if (each.event === 'early') for (const id of each.ids) early.add(id)
  }
  const alive = mutants.filter(({ id }) => !killed.has(id))
  const lines = alive.map(({ id, file, line, kind, original, replacement }) => {
    const how = [
      reached.has(id) ? 'reached' : 'unreached',
      early.has(id) && 'early',
      stained.has(id) && 'stained',
      survived.has(id) && 'from-start',
    ].filter(Boolean)
    return `${file}:${line} ${id} ${kind} [${how.join(' ')}] ${short(original)} => ${short(replacement)}`
  })
  writeFileSync(`${folder}/survivors.txt`, `${lines.join('\n')}\n`)
  const share = ((100 * (mutants.length - alive.length)) / mutants.length).toFixed(1)
  console.log(`${room}: ${share} % (${mutants.length - alive.length} of ${mutants.length}); ${folder}/survivors.txt`)
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 120 ? `${line.slice(0, 117)}...` : line
}
