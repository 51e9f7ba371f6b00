import type { Ending } from './line.ts'
import { paintEnding, type Screen } from './screen.ts'
import { wrap } from './wrap.ts'

/** How a request ended, as text: `→ status → outcome (reason)` after `lead`, wrapped to the screen and indented. */
export function outcomeText(
  lead: string,
  { status, ending, reason }: { readonly status: number; readonly ending: Ending; readonly reason: string },
  screen: Screen,
): string {
  const arrow = `→ ${status} → `
  const [first = '', ...rest] = wrap(`${lead}${arrow}${ending} (${reason})`, screen.width - 4)
  const painted = first.replace(`${arrow}${ending}`, `${arrow}${paintEnding(ending, ending, screen)}`)
  return [`  ${painted}`, ...rest.map((line) => `    ${line}`)].join('\n')
}
