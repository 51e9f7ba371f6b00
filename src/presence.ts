/**
 * Whether the client is still there to be answered. What is done for it alone ends when it leaves.
 * Much less than an AbortSignal, as every request has one.
 */
export class Presence {
  #gone = false
  #waiting: (() => void)[] | undefined

  get isGone(): boolean {
    return this.#gone
  }

  /** Calls `listener` when the client leaves before its answer is complete; never, where it has left already. */
  onLeave(listener: () => void): void {
    if (this.#waiting === undefined) this.#waiting = [listener]
    else this.#waiting.push(listener)
  }

  offLeave(listener: () => void): void {
    const at = this.#waiting?.indexOf(listener) ?? -1
    if (at >= 0) this.#waiting?.splice(at, 1)
  }

  /** The client has left. */
  leave(): void {
    this.#gone = true
    const waiting = this.#waiting
    this.#waiting = undefined
    for (const listener of waiting ?? []) listener()
  }
}
