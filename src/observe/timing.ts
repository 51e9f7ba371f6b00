/** Milliseconds of one exchange, as the server saw it. */
export interface Timing {
  /** From accept to the answer's head. */
  readonly answered: number
  /** From accept to the answer's last byte, or the client's leaving. */
  readonly total: number
  /** Spent waiting for the client's body; part of `answered`. */
  readonly bodyWait: number
}
