import { type Bar, type BarKind, barKinds, type Store } from './store.ts'

/** The part of a store that knows who is shut out. */
export type BarStore = Pick<Store, 'bar' | 'unbar' | 'bars' | 'onBars'>

/** Bars at the same time. All of them are read by every replica after each change, so there must be an end. */
export const MAX_BARS = 10_000

/** One name for everything with the same kind and value; JSON keeps the parts apart whatever they contain. */
export function barName({ kind, value }: Pick<Bar, 'kind' | 'value'>): string {
  return JSON.stringify([kind, value])
}

/** @param now milliseconds since the epoch */
export function isLive(bar: Pick<Bar, 'until'>, now: number): boolean {
  return bar.until > now
}

/** The bar as a shared store holds it: when it ends, in front of the rest, so that a script can tell without JSON. */
export function writeBar(bar: Bar): string {
  return `${bar.until} ${JSON.stringify(bar)}`
}

/** Undefined for what is no bar: others may write into a shared store. */
export function readBar(text: string): Bar | undefined {
  let read: unknown
  try {
    read = JSON.parse(text.slice(text.indexOf(' ') + 1))
  } catch {
    return undefined
  }
  return isBar(read) ? read : undefined
}

function isBar(value: unknown): value is Bar {
  if (typeof value !== 'object' || value === null) return false
  const { kind, value: barred, until, issuedBefore, reason } = value as Record<string, unknown>
  return (
    barKinds.includes(kind as BarKind) &&
    typeof barred === 'string' &&
    Number.isSafeInteger(until) &&
    (issuedBefore === undefined || Number.isFinite(issuedBefore)) &&
    (reason === undefined || typeof reason === 'string')
  )
}
