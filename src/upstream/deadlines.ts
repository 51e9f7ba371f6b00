/** Something that may take until `due`, on the clock of performance.now(). `earlier` and `later` are for `Deadlines` alone. */
export interface Waiting {
  due: number
  earlier?: Waiting | undefined
  later?: Waiting | undefined
  overdue(): void
}

/**
 * Bounds many waits of one length. They end in the order in which they began, so one timer is enough for all; one for each
 * would be made and cleared with every request.
 *
 * They are linked to each other instead of held in a Set: a Set through which objects go by leaves its outgrown tables behind,
 * each pointing to the next, and the old ones keep the later ones, with all requests that were under way, from being collected
 * while they are young.
 */
export class Deadlines {
  /** Milliseconds. */
  readonly #within: number
  #first: Waiting | undefined
  #last: Waiting | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(within: number) {
    this.#within = within
  }

  begin(waiting: Waiting): void {
    waiting.due = performance.now() + this.#within
    waiting.earlier = this.#last
    waiting.later = undefined
    if (this.#last === undefined) this.#first = waiting
    else this.#last.later = waiting
    this.#last = waiting
    this.#arm(this.#within)
  }

  /** May be told of one that is over already. */
  end(waiting: Waiting): void {
    const { earlier, later } = waiting
    if (earlier === undefined && this.#first !== waiting) return
    if (earlier === undefined) this.#first = later
    else earlier.later = later
    if (later === undefined) this.#last = earlier
    else later.earlier = earlier
    // What is over must not keep alive what came after it.
    waiting.earlier = undefined
    waiting.later = undefined
  }

  #arm(ms: number): void {
    this.#timer ??= setTimeout(() => this.#look(), ms).unref()
  }

  #look(): void {
    this.#timer = undefined
    const now = performance.now()
    for (let first = this.#first; first !== undefined; first = this.#first) {
      if (first.due > now) {
        this.#arm(first.due - now)
        return
      }
      this.end(first)
      first.overdue()
    }
  }
}
