import { Queue, type Queued } from '../queue.ts'

/** Something that may take until `due`, on the clock of performance.now(). */
export interface Waiting extends Queued<Waiting> {
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
  readonly #waiting = new Queue<Waiting>()
  #timer: NodeJS.Timeout | undefined

  constructor(within: number) {
    this.#within = within
  }

  begin(waiting: Waiting): void {
    waiting.due = performance.now() + this.#within
    this.#waiting.add(waiting)
    this.#arm(this.#within)
  }

  /** May be told of one that is over already. */
  end(waiting: Waiting): void {
    this.#waiting.remove(waiting)
  }

  #arm(ms: number): void {
    this.#timer ??= setTimeout(() => this.#look(), ms).unref()
  }

  #look(): void {
    this.#timer = undefined
    const now = performance.now()
    for (let first = this.#waiting.first; first !== undefined; first = this.#waiting.first) {
      if (first.due > now) {
        this.#arm(first.due - now)
        return
      }
      this.#waiting.remove(first)
      first.overdue()
    }
  }
}
