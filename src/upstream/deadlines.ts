/** Something that may take until `due`, on the clock of performance.now(). */
export interface Waiting {
  due: number
  overdue(): void
}

/**
 * Bounds many waits of one length. They end in the order in which they began, so one timer is enough for all; one for each
 * would be made and cleared with every request.
 */
export class Deadlines {
  /** Milliseconds. */
  readonly #within: number
  readonly #waiting = new Set<Waiting>()
  #timer: NodeJS.Timeout | undefined

  constructor(within: number) {
    this.#within = within
  }

  begin(waiting: Waiting): void {
    waiting.due = performance.now() + this.#within
    this.#waiting.add(waiting)
    this.#arm(this.#within)
  }

  end(waiting: Waiting): void {
    this.#waiting.delete(waiting)
  }

  #arm(ms: number): void {
    this.#timer ??= setTimeout(() => this.#look(), ms).unref()
  }

  #look(): void {
    this.#timer = undefined
    const now = performance.now()
    for (const waiting of this.#waiting) {
      if (waiting.due > now) {
        this.#arm(waiting.due - now)
        return
      }
      this.#waiting.delete(waiting)
      waiting.overdue()
    }
  }
}
