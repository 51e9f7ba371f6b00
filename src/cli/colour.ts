import type { Terminal } from './command.ts'

const codes = { red: 31, green: 32, yellow: 33 } as const

/** `text` in a colour (ECMA-48 §8.3.117) where colours are shown, as it is elsewhere. */
export function paint(colour: keyof typeof codes, text: string, { colours }: Pick<Terminal, 'colours'>): string {
  return colours ? `\u001b[${codes[colour]}m${text}\u001b[39m` : text
}

/** Colours are for people: on a terminal that knows them, unless they are not wanted (NO_COLOR). */
export function wantsColours(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return stream.isTTY === true && (environment.NO_COLOR ?? '') === '' && environment.TERM !== 'dumb'
}
