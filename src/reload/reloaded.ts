/** What came of looking at the files again. */
export type Reloaded = TakenUp | Refused

export interface TakenUp {
  readonly result: 'reloaded' | 'unchanged'
  /** Of what is in force now. */
  readonly version: string
  /** Keys that differ from what is in force, and that only a restart takes up. */
  readonly needsRestart: readonly string[]
}

/** Nothing has changed for any request. */
export interface Refused {
  readonly result: 'refused'
  /** Of what stays in force. */
  readonly version: string
  /** Sentences for the operator, each with its place: `file:line:col: key: what (expected …)`. Never values. */
  readonly problems: readonly string[]
}
