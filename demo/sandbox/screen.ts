import { paint, wantsColours } from '../../src/cli/colour.ts'
import type { Ending } from './line.ts'

/** Where the demo writes: how wide, and whether in colour. */
export interface Screen {
  readonly width: number
  readonly colours: boolean
}

/** The terminal, from 80 to 120 columns; 120 where it is none. */
export function screenOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  environment: Readonly<Record<string, string | undefined>>,
): Screen {
  const width = Math.min(120, Math.max(80, stream.columns ?? 120))
  return { width, colours: wantsColours(stream, environment) }
}

const colourOf = {
  permitted: 'green',
  filtered: 'yellow',
  emptied: 'yellow',
  mixed: 'yellow',
  denied: 'red',
  refused: 'red',
  failed: 'red',
} as const satisfies Record<Ending, string>

/** `text` in the colour of how a request ended. */
export function paintEnding(ending: Ending, text: string, screen: Screen): string {
  return paint(colourOf[ending], text, screen)
}
